import { expect } from 'chai'
import { InternalError } from '../../src/anthropic/errors.ts'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { fold } from '../../src/anthropic/fold.ts'
import { hedgeMs } from '../../src/council/race.ts'
import {
  closing,
  councilOf,
  opening,
  question,
  type Script,
  ScriptedModels,
  type Speech,
  says,
  sitting,
} from '../support/council.ts'

const by =
  (speeches: Readonly<Record<string, Speech>>): Script =>
  ({ member: { id } }) =>
    speeches[id] ?? says(`answer of ${id}`, 1_000)
const council = councilOf(3, { mode: 'race' })

describe('a race', () => {
  it('asks one member where that one begins in time', async () => {
    const models = new ScriptedModels(by({ a: says('slow to end', 60_000, hedgeMs - 1) }))
    const { result, told } = await sitting(council, models)
    expect(models.made).to.deep.equal(['member:a'])
    expect(result).to.deep.include({ text: 'slow to end', calls: 1, degraded: [] })
    expect(result?.synthesis).to.deep.equal({ kind: 'race', by: 'a', basis: ['a'] })
    expect(fold(told)).to.deep.equal(result?.message)
  })

  it('asks the next one at once when one fails', async () => {
    const models = new ScriptedModels(
      by({ a: [100, new InternalError('oops')], b: [100, ...opening(), ...closing()] }),
    )
    const { result } = await sitting(council, models)
    expect(result?.synthesis.by).to.equal('c')
    expect(result?.timing.totalMs).to.equal(1_200)
    expect(result?.answers.map(({ status }) => status)).to.deep.equal(['failed', 'empty', 'answered'])
    expect(result?.degraded).to.deep.equal(['a did not answer: oops', 'b gave an empty answer'])
    expect(result?.dollars).to.deep.equal({ known: 1, unknownCalls: 0 })
  })

  it('asks the next one too when one is slow, and stops who is behind', async () => {
    const models = new ScriptedModels(by({ a: says('late', 10_000), b: says('in time', 2_000) }))
    const { result } = await sitting(council, models)
    expect(result).to.deep.include({ text: 'in time', calls: 2 })
    expect(result?.timing.totalMs).to.equal(hedgeMs + 2_000)
    expect(result?.answers.map(({ status }) => status)).to.deep.equal(['aborted', 'answered'])
    expect(models.calls.map(({ state, endedAt }) => [state, endedAt])).to.deep.equal([
      ['stopped', 5_000],
      ['ended', 5_000],
    ])
    expect(result?.dollars).to.deep.equal({ known: 0.5, unknownCalls: 1 })
  })

  it('is still won by the first where the second is slower', async () => {
    const models = new ScriptedModels(by({ a: says('after all', 4_000), b: says('slower', 2_000) }))
    const { result } = await sitting(council, models)
    expect(result).to.deep.include({ text: 'after all', calls: 2 })
    expect(result?.timing.totalMs).to.equal(4_000)
  })

  it('has one winner where two begin in the same moment', async () => {
    const models = new ScriptedModels(by({ a: says('first', hedgeMs + 1_000), b: says('second', 1_000) }))
    const { result } = await sitting(council, models)
    expect(result?.answers.map(({ status }) => status).toSorted()).to.deep.equal(['aborted', 'answered'])
  })

  it('takes thinking for a sign of life, and for no answer', async () => {
    const thought: readonly StreamEvent[] = [
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'thinking', thinking: '', signature: '' },
      },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'hm' } },
    ]
    const models = new ScriptedModels(
      by({ a: [1_000, ...opening(), ...thought, 9_000, new InternalError('oops')], b: says('words', 100) }),
    )
    const { result, told } = await sitting(council, models)
    expect(models.calls.map(({ startedAt }) => startedAt)).to.deep.equal([0, 10_000])
    expect(result?.text).to.equal('words')
    expect(told.filter(({ type }) => type === 'message_start')).to.have.length(1)
  })

  it('lets the winner use the client’s tools', async () => {
    const tools = [{ name: 'Read', input_schema: { type: 'object' } }]
    const call: Speech = [
      100,
      ...opening(),
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'tool_use', id: 'toolu_1', name: 'Read', input: {} },
      },
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{}' } },
      { type: 'content_block_stop', index: 0 },
      ...closing('tool_use'),
    ]
    const models = new ScriptedModels(by({ a: call }))
    const { result } = await sitting(council, models, { ...question, tools })
    expect(models.calls[0]?.request.tools).to.equal(tools)
    expect(result?.message?.stop_reason).to.equal('tool_use')
    expect(result?.answers[0]?.status).to.equal('answered')
  })

  it('ends with the failure of a winner that breaks, whose words nobody goes on with', async () => {
    const words = [...says('the begin', 100)].slice(0, -5)
    const models = new ScriptedModels(by({ a: [...words, new InternalError('broke')] }))
    const { failed, told } = await sitting(council, models)
    expect(failed?.error.message).to.equal('broke')
    expect(failed?.answers.map(({ status }) => status)).to.deep.equal(['failed'])
    expect(told.length).to.be.greaterThan(0)
    expect(models.made).to.deep.equal(['member:a'])
  })

  it('fails where all do', async () => {
    const models = new ScriptedModels(() => [new InternalError('oops')])
    const { failed } = await sitting(council, models)
    expect(failed?.error.status).to.equal(529)
    expect(models.made).to.deep.equal(['member:a', 'member:b', 'member:c'])
  })

  it('fails where there is nobody to run', async () => {
    const { failed } = await sitting({ ...council, members: [] }, new ScriptedModels(by({})))
    expect(failed?.error.status).to.equal(400)
  })
})
