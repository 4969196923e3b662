import { expect } from 'chai'
import type { ContentBlock } from '../../../src/anthropic/blocks.ts'
import { type AssistantContext, assistantTurn } from '../../../src/backends/responses/assistant.ts'
import { reasoningItem, signatureOf } from '../../../src/backends/responses/reasoning-items.ts'
import { ToolNames } from '../../../src/backends/shared/names.ts'
import { ReasoningMemory } from '../../../src/backends/shared/reasoning-memory.ts'

const contextOf = (more: Partial<AssistantContext> = {}): AssistantContext => ({
  names: new ToolNames(64),
  memory: new ReasoningMemory(),
  conversation: 's',
  reasons: true,
  phases: false,
  warn: () => {},
  ...more,
})
const item = (id: string) => reasoningItem({ id, encrypted_content: `of ${id}` })
const thinking = (id: string): ContentBlock => ({
  type: 'thinking',
  thinking: '',
  signature: signatureOf(item(id)),
})
const text = (value: string): ContentBlock => ({ type: 'text', text: value })
const use = (id: string): ContentBlock => ({ type: 'tool_use', id, name: 'Bash', input: {} })

/** Each item by its type, and by what tells it from others of it. */
const shortly = (blocks: string | readonly ContentBlock[], more?: Partial<AssistantContext>) =>
  assistantTurn(blocks, contextOf(more)).items.map(entry => {
    if (entry.type === 'reasoning') return entry.id
    if (entry.type === 'function_call') return entry.call_id
    return entry.type === 'message' ? entry.content : entry.type
  })

describe('an assistant’s turn as items', () => {
  it('keeps the order of its blocks', () => {
    const blocks = [thinking('rs_1'), text('I look.'), thinking('rs_2'), use('a'), use('b'), text('Done.')]
    expect(shortly(blocks)).to.deep.equal(['rs_1', 'I look.', 'rs_2', 'a', 'b', 'Done.'])
    expect(assistantTurn(blocks, contextOf()).calls).to.deep.equal(['a', 'b'])
  })

  it('says texts that follow each other in one', () => {
    expect(shortly([text('a'), text(''), text('b')])).to.deep.equal(['a\nb'])
    expect(shortly('a')).to.deep.equal(['a'])
    expect(shortly('')).to.deep.equal([])
  })

  it('leaves out reasoning that led to nothing', () => {
    expect(shortly([thinking('rs_1')])).to.deep.equal([])
    expect(shortly([text('a'), thinking('rs_1')])).to.deep.equal(['a'])
  })

  it('brings none to a model that does not reason', () => {
    const memory = new ReasoningMemory()
    memory.remember('s', 'a', [{ item: item('rs_2'), isSpoken: false }])
    expect(shortly([thinking('rs_1'), use('a')], { memory, reasons: false })).to.deep.equal(['a'])
  })

  it('remembers for a client that carries none, in the place where it was', () => {
    const memory = new ReasoningMemory()
    memory.remember('s', 'a', [
      { item: item('rs_1'), isSpoken: true },
      { item: item('rs_2'), isSpoken: false },
    ])
    expect(shortly([text('I look.'), use('a'), use('b')], { memory })).to.deep.equal([
      'rs_1',
      'I look.',
      'rs_2',
      'a',
      'b',
    ])
    expect(shortly([use('a')], { memory, conversation: 'other' })).to.deep.equal(['a'])
  })

  it('brings reasoning once where it is both carried and remembered', () => {
    const memory = new ReasoningMemory()
    memory.remember('s', 'a', [{ item: item('rs_1'), isSpoken: false }])
    expect(shortly([thinking('rs_1'), use('a')], { memory })).to.deep.equal(['rs_1', 'a'])
  })

  it('tells what is said on the way from what is said at the end', () => {
    const blocks = [text('I look.'), use('a'), text('Done.')]
    const phases = assistantTurn(blocks, contextOf({ phases: true })).items.map(entry =>
      'phase' in entry ? entry.phase : undefined,
    )
    expect(phases).to.deep.equal(['commentary', undefined, 'final_answer'])
  })
})
