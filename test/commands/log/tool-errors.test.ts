import { expect } from 'chai'
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import { failedCalls } from '../../../src/commands/log/tool-errors.ts'
import type { RecordedExchange } from '../../../src/recording/recorded-exchange.ts'
import { plainRequest, withRecording } from '../../support/recording-folder.ts'

const withResults = (...results: readonly (readonly [id: string, isError: boolean])[]): MessagesRequest =>
  plainRequest('', {
    messages: [
      {
        role: 'user',
        content: results.map(([tool_use_id, is_error]) => ({ type: 'tool_result', tool_use_id, is_error })),
      },
    ],
  })

describe('calls of tools that have failed', () => {
  it('are found in the last request of a conversation, and in those before it became shorter', () =>
    withRecording(
      [
        { request: withResults(['a', true], ['b', false]) },
        { request: withResults(['a', true], ['b', false], ['c', true]) },
        // A compaction has taken all away.
        { request: withResults(['d', false]) },
        { request: withResults(['d', false], ['e', true]) },
      ],
      async ({ exchanges }) => {
        const read: number[] = []
        const watched = exchanges.map(
          exchange =>
            Object.create(exchange, {
              requestValue: {
                value: () => {
                  read.push(exchange.seq)
                  return exchange.requestValue()
                },
              },
            }) as RecordedExchange,
        )
        expect([...(await failedCalls(watched))]).to.deep.equal(['a', 'c', 'e'])
        expect(read).to.deep.equal([2, 4])
      },
    ))
  it('are not seen in what is damaged', () =>
    withRecording(
      [{ request: plainRequest('a'), open: { request: { rope: [9], bytes: 1, crc: 0 } } }],
      async ({ exchanges }) => expect((await failedCalls(exchanges)).size).to.equal(0),
    ))
})
