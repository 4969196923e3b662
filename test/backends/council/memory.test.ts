import { expect } from 'chai'
import type { InputMessage } from '../../../src/anthropic/request.ts'
import { TurnMemory } from '../../../src/backends/council/memory.ts'
import { agentRequest } from './support.ts'

const asked: InputMessage = { role: 'user', content: 'list the files' }
const step = (id: string): InputMessage[] => [
  { role: 'assistant', content: [{ type: 'tool_use', id, name: 'Bash', input: {} }] },
  { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: 'a.txt' }] },
]

describe('what a conversation owes to its councils', () => {
  it('is advice at its place, byte for byte, however long the loop becomes', () => {
    const memory = new TurnMemory(() => 0)
    const advised = memory.recall(agentRequest([asked]), 's').advised('advice')
    const later = memory.recall(agentRequest([asked, ...step('t1'), ...step('t2')]), 's')
    expect(JSON.stringify(later.request.messages[0])).to.equal(JSON.stringify(advised.request.messages[0]))
    expect(later.request.messages.slice(1)).to.deep.equal([...step('t1'), ...step('t2')])
  })

  it('is known to be there already when the same request comes again, in a session', () => {
    const memory = new TurnMemory(() => 0)
    for (const session of ['s', undefined]) memory.recall(agentRequest([asked]), session).advised('advice')
    expect(memory.recall(agentRequest([asked]), 's').isAdvised).to.equal(true)
    expect(memory.recall(agentRequest([asked, ...step('t1')]), 's').isAdvised).to.equal(false)
    expect(memory.recall(agentRequest([asked]), undefined).isAdvised).to.equal(false)
    expect(memory.recall(agentRequest([asked]), 'another').isAdvised).to.equal(false)
  })

  it('is who acts, until the person speaks again', () => {
    const memory = new TurnMemory(() => 0)
    memory.recall(agentRequest([asked]), 's').remember('two')
    const turn = [asked, ...step('t1')]
    expect(memory.recall(agentRequest(turn), 's').lead).to.equal('two')
    const next = [...turn, { role: 'assistant', content: 'done' }, { role: 'user', content: 'more' }] as const
    expect(memory.recall(agentRequest(next), 's').lead).to.equal(undefined)
  })
})
