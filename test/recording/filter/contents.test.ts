import { expect } from 'chai'
import { Contents } from '../../../src/recording/filter/contents.ts'
import { plainAnswer, plainRequest, withRecording } from '../../support/recording-folder.ts'
import type { PlainExchange } from '../../support/recordings.ts'

const contentsOf = (exchange: PlainExchange, work: (contents: Contents) => Promise<void>) =>
  withRecording([exchange], async ({ exchanges: [one] }) => {
    if (!one) throw new Error('one was written')
    await work(new Contents(one))
  })

describe('the texts that a filter looks into', () => {
  it('are those of messages: texts, thinking, inputs and results of tools as they read', () =>
    contentsOf(
      {
        request: plainRequest('', {
          system: 'rules',
          tools: [{ name: 'Unused' }],
          messages: [
            { role: 'user', content: 'first' },
            {
              role: 'assistant',
              content: [
                { type: 'thinking', thinking: 'hm', signature: 's' },
                { type: 'tool_use', id: 'a', name: 'Bash', input: { command: 'say "x"', deep: [{ n: 1 }] } },
              ],
            },
            {
              role: 'user',
              content: [{ type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text', text: 'done' }] }],
            },
          ],
        }),
        answer: plainAnswer('fine'),
      },
      async contents => {
        expect(await contents.request()).to.deep.equal(['first', 'hm', 'Bash', 'say "x"', '1', 'done'])
        expect(await contents.system()).to.deep.equal(['rules'])
        expect(await contents.answer()).to.deep.equal(['fine'])
      },
    ))
  it('include the words of an error', () =>
    contentsOf(
      {
        request: plainRequest('a'),
        end: { outcome: 'failed', error: { type: 'api_error', message: 'out of order', status: 500 } },
      },
      async contents => {
        expect(await contents.answer()).to.deep.equal(['out of order'])
      },
    ))
  it('are empty where nothing was recorded, or it cannot be read', () =>
    contentsOf(
      { request: plainRequest('a'), open: { request: { rope: [7], bytes: 1, crc: 0 } } },
      async contents => {
        expect([await contents.request(), await contents.system(), await contents.answer()]).to.deep.equal([
          [],
          [],
          [],
        ])
      },
    ))
})
