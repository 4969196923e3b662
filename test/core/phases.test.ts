import { expect } from 'chai'
import { PermissionError } from '../../src/anthropic/errors.ts'
import type { Plugin } from '../../src/core/plugin.ts'
import { gatewayOf, messageOf, run, textOf } from '../support/gateway.ts'

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
