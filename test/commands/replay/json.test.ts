import { expect } from 'chai'
import { notRunJson, resultJson, skippedJson, summaryJson } from '../../../src/commands/replay/json.ts'
import { messageOf } from '../../support/gateway.ts'
import { answeredSide, callingMessage, jobOf, recordedExchange, resultOf } from '../../support/replays.ts'

const parsed = (line: string) => JSON.parse(line) as Record<string, unknown>

describe('the lines of --json', () => {
  const result = resultOf(
    { ...answeredSide(callingMessage([['Bash', { command: 'ls' }]])), cost: 'plan' },
    answeredSide(messageOf('Hi'), {
      timing: { startedAt: 0, firstEvent: 5, total: 9 },
      cost: { dollars: 1, uncached: 2 },
    }),
  )
  it('have a result with both sides', () => {
    const line = parsed(resultJson(result))
    expect(line).to.deep.include({
      type: 'result',
      seq: 1,
      id: 'req_1',
      target: 'scripted:model-1',
      round: 1,
      verdict: 'tools-differ',
      toolChanges: [{ kind: 'missing', name: 'Bash' }],
    })
    expect(line.recorded).to.deep.include({ plan: true, tools: [{ name: 'Bash', input: { command: 'ls' } }] })
    expect(line.replayed).to.deep.include({
      text: 'Hi',
      dollars: 1,
      tokens: { input: 3, output: 2 },
      milliseconds: { first: 5, total: 9 },
    })
  })
  it('say what was not sent', () => {
    expect(parsed(notRunJson({ job: jobOf(), reason: 'damaged' }))).to.deep.include({
      type: 'not-sent',
      seq: 1,
      reason: 'damaged',
    })
  })
  it('say what the plan left out', () =>
    expect(parsed(skippedJson({ source: recordedExchange(), reason: 'count_tokens' }))).to.deep.equal({
      type: 'not-sent',
      seq: 1,
      id: 'req_1',
      reason: 'count_tokens',
    }))
  it('end with a summary, which counts all that was not sent and what the file did not take', () => {
    const notRun = [{ job: jobOf(), reason: 'damaged' }]
    const end = { results: [result], notRun, left: [jobOf()], stoppedBy: 'limit' } as const
    const skipped = [{ source: recordedExchange(), reason: 'count_tokens' }]
    const loss = { answers: 1, reason: 'no space' }
    expect(parsed(summaryJson({ end, skipped, met: ['error: x'], loss }))).to.deep.include({
      type: 'summary',
      left: 1,
      notSent: 3,
      unwritten: loss,
      stoppedBy: 'limit',
      failed: ['error: x'],
    })
  })
})
