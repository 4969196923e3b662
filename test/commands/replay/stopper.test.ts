import { expect } from 'chai'
import { Stopper } from '../../../src/commands/replay/stopper.ts'
import { backendOf, gatewayOf, run, saying } from '../../support/gateway.ts'

describe('the stopper', () => {
  it('keeps the request as the other plugins have left it, and lets no send happen', async () => {
    const stopper = new Stopper()
    let sent = 0
    const backend = backendOf(async function* (request, call) {
      await call.attempt({ method: 'POST', url: 'https://llm.example', headers: {}, body: { a: 1 } })
      sent += 1
      yield* saying('hi')(request, call)
    })
    const gateway = await gatewayOf({
      backend,
      plugins: [
        stopper.plugin,
        {
          beforeAttempt: attempt => {
            attempt.request = { ...attempt.request, body: { a: 2 } }
          },
        },
      ],
    })
    const { exchange, error } = await run(gateway)
    expect(error).to.include({ type: 'permission_error' })
    expect(stopper.caught(exchange.id)?.request.body).to.deep.equal({ a: 2 })
    expect(sent).to.equal(0)
    expect(stopper.caught('another')).to.equal(undefined)
    await gateway.close()
  })
})
