import { expect } from 'chai'
import { PermissionError } from '../../src/anthropic/errors.ts'
import type { Exchange } from '../../src/core/exchange.ts'
import type { Plugin } from '../../src/core/plugin.ts'
import { gatewayOf, messageOf, requestOf, run, textOf } from '../support/gateway.ts'

describe('an answer from beforeRequest (rule 3)', () => {
  const observer = (name: string, seen: string[]): Partial<Plugin> => ({
    name,
    beforeRequest: () => void seen.push(`${name} before`),
    onEvent: event => void (event.type === 'message_start' && seen.push(`${name} event`)),
    afterResponse: () => void seen.push(`${name} response`),
  })

  it('enters at that plugin, whose own and all outer response hooks run; inner plugins never see it', async () => {
    const seen: string[] = []
    const answering: Partial<Plugin> = {
      ...observer('answering', seen),
      beforeRequest: () => messageOf('from the plugin'),
    }
    const gateway = await gatewayOf({
      plugins: [observer('outer', seen), answering, observer('inner', seen)],
    })
    const { message } = await run(gateway)
    expect(textOf(message)).to.equal('from the plugin')
    expect(seen).to.deep.equal([
      'outer before',
      'answering event',
      'outer event',
      'answering response',
      'outer response',
    ])
  })

  it('sends a refusal through its own and the outer onError', async () => {
    const seen: string[] = []
    const onError = (name: string) => () => void seen.push(name)
    const gateway = await gatewayOf({
      plugins: [
        { name: 'outer', onError: onError('outer') },
        {
          name: 'refusing',
          beforeRequest: () => {
            throw new PermissionError('no')
          },
          onError: onError('own'),
        },
        { name: 'inner', onError: onError('inner') },
      ],
    })
    await run(gateway)
    expect(seen).to.deep.equal(['own', 'outer'])
  })
})

describe('what a plugin assigns (rule 6)', () => {
  const odd: readonly (readonly [slot: 'request' | 'target', value: unknown])[] = [
    ['request', { hello: 1 }],
    ['request', { ...requestOf('hi'), messages: 'x' }],
    ['request', { ...requestOf('hi'), model: undefined }],
    ['target', 5],
  ]
  for (const [slot, value] of odd) {
    it(`is its fault, with its name, where ${JSON.stringify(value)} is no ${slot}`, async () => {
      const beforeRequest = (exchange: Exchange) => void Object.assign(exchange, { [slot]: value })
      const { error } = await run(await gatewayOf({ plugins: [{ name: 'odd', beforeRequest }] }))
      expect((error as Error).message).to.match(
        new RegExp(`plugin "odd" failed in beforeRequest: it set exchange.${slot} to something that is no`),
      )
    })
  }
})
