import { expect } from 'chai'
import fc from 'fast-check'
import type { ContentBlock } from '../../../src/anthropic/blocks.ts'
import type { InputMessage } from '../../../src/anthropic/request.ts'
import { type InputContext, inputOf } from '../../../src/backends/responses/input.ts'
import { ToolNames } from '../../../src/backends/shared/names.ts'
import { ReasoningMemory } from '../../../src/backends/shared/reasoning-memory.ts'
import { itemRules } from '../../support/strict/responses-item-rules.ts'

const contextOf = (): InputContext => ({
  backend: 'work',
  names: new ToolNames(64),
  memory: new ReasoningMemory(),
  conversation: '',
  reasons: true,
  phases: false,
  warn: () => {},
})
const input = (...messages: readonly InputMessage[]) => inputOf({ model: 'm', messages }, contextOf())
const use = (id: string): ContentBlock => ({ type: 'tool_use', id, name: 'Bash', input: {} })
const result = (id: string, content = 'ok'): ContentBlock => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
})
const user = (content: InputMessage['content']): InputMessage => ({ role: 'user', content })
const assistant = (...content: readonly ContentBlock[]): InputMessage => ({ role: 'assistant', content })

describe('a conversation as items', () => {
  it('is the same for a text and for a list with that text', () => {
    expect(input(user('Hi'))).to.deep.equal(input(user([{ type: 'text', text: 'Hi' }])))
  })

  it('has the outputs right behind their calls, in the order of these', () => {
    const items = input(
      user('Go'),
      assistant(use('a'), use('b')),
      user([{ type: 'text', text: 'And?' }, result('b'), result('a')]),
    )
    expect(items.map(({ type }) => type)).to.deep.equal([
      'message',
      'function_call',
      'function_call',
      'function_call_output',
      'function_call_output',
      'message',
    ])
    expect(items[3]).to.include({ call_id: 'a' })
  })

  it('has an output for every call, also at its very end', () => {
    expect(input(user('Go'), assistant(use('a'))).at(-1)).to.deep.equal({
      type: 'function_call_output',
      call_id: 'a',
      output: '[no result: interrupted]',
    })
  })

  it('joins results that came twice', () => {
    const items = input(user('Go'), assistant(use('a')), user([result('a', 'one'), result('a', 'two')]))
    expect(items.at(-1)).to.include({ output: 'one\ntwo' })
  })

  it('gives the word to the developer where a system turn stands inside', () => {
    const turn: InputMessage = { role: 'system', content: 'Careful.' }
    const items = input(user('a'), turn, user('b'))
    expect(items.map(item => ('role' in item ? item.role : item.type))).to.deep.equal([
      'user',
      'developer',
      'user',
    ])
  })

  it('is never refused for its form, whatever was said', () => {
    const id = fc.constantFrom('a', 'b', 'c')
    const texts = fc.constantFrom('', 'Hi', 'Error')
    const asked = fc.array(
      fc.oneof(
        texts.map((text): ContentBlock => ({ type: 'text', text })),
        fc.tuple(id, texts).map(([call, text]) => result(call, text)),
      ),
      { maxLength: 4 },
    )
    const said = fc.uniqueArray(id, { maxLength: 2 })
    fc.assert(
      fc.property(fc.array(fc.tuple(asked, said), { minLength: 1, maxLength: 4 }), turns => {
        const seen = new Set<string>()
        const messages = turns.flatMap(([content, ids]): InputMessage[] => {
          const fresh = ids.filter(call => !seen.has(call))
          for (const call of fresh) seen.add(call)
          return [user(content), assistant({ type: 'text', text: 'x' }, ...fresh.map(use))]
        })
        expect(itemRules({ input: input(...messages) })).to.equal(undefined)
      }),
    )
  })
})
