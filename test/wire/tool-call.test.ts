import { expect } from 'chai'
import {
  createToolCall,
  identify,
  isAnother,
  lastArguments,
  type ToolHead,
  toolUse,
} from '../../src/wire/tool-call.ts'

const called = (...heads: ToolHead[]): ReturnType<typeof createToolCall> => {
  const call = createToolCall(3)
  for (const head of heads) identify(call, head)
  return call
}

describe('a tool call', () => {
  it('takes the first id and the whole name', () => {
    expect(called({ name: 'Bash' }, { id: 'a' }, { id: 'b' })).to.include({ id: 'a', name: 'Bash' })
    expect(called({ name: 'Ba' }, { name: 'sh' }).name).to.equal('Bash')
    expect(called({ name: 'Ba' }, { name: 'Bash' }, { name: 'Bash' }).name).to.equal('Bash')
    expect(called({ id: null, name: null }, { id: '', name: '' })).to.include({ id: '', name: '' })
  })

  it('changes its name no more once arguments have come', () => {
    const call = called({ name: 'Bash' })
    call.hasArguments = true
    identify(call, { name: 'Other' })
    expect(call.name).to.equal('Bash')
  })

  it('is told from the next one under its key', () => {
    const known = called({ id: 'a', name: 'Bash' })
    expect(isAnother(known, { id: 'b', name: 'Bash' }, '')).to.equal(true)
    expect(isAnother(known, { id: 'a', name: 'Bash' }, '{}')).to.equal(false)
    expect(isAnother(known, { id: 'b' }, '{}')).to.equal(false)
    expect(isAnother(known, { name: 'Bash' }, '{}')).to.equal(false)
    known.input.push('{}')
    expect(isAnother(known, { name: 'Bash' }, '')).to.equal(false)
    expect(isAnother(known, { name: 'Bash' }, ' {')).to.equal(true)
  })

  it('ends its arguments, and says where they are not what was meant', () => {
    const warnings: string[] = []
    const end = (json: string, wasCut: boolean): string => {
      const call = called({ name: 'Bash' })
      return call.input.push(json) + lastArguments(call, wasCut, text => void warnings.push(text))
    }
    expect(end('{"a":"1"', false)).to.equal('{"a":"1"}')
    expect(end('{"a":"x', true)).to.equal('{"a":"x","a":null}')
    expect(warnings).to.deep.equal([])
    expect(end('{"a":"x', false)).to.equal('{"a":"x","a":null}')
    expect(end('[1]', false)).to.equal('{}')
    expect(warnings).to.deep.equal([
      'the arguments of Bash end amidst a value, which was left out',
      'the arguments of Bash were no object and have been left out',
    ])
  })

  it('opens with a legal id of its own, and a name', () => {
    const taken = new Set(['a'])
    expect(toolUse(called({ id: 'a', name: 'Bash' }), taken)).to.deep.equal({
      type: 'tool_use',
      id: 'a-2',
      name: 'Bash',
      input: {},
      caller: { type: 'direct' },
    })
    expect(toolUse(called({ id: 'a', name: 'Bash' }), taken).id).to.equal('a-3')
    expect(toolUse(called({ id: 'functions.ü:0' }), taken)).to.include({
      id: 'functions___0',
      name: 'tool_3',
    })
    expect(toolUse(called(), taken, () => 'made')).to.include({ id: 'made' })
    expect(toolUse(called(), taken).id).to.match(/^toolu_[0-9a-f]{24}$/)
    expect([...taken]).to.have.length(6)
  })

  it('has no id that Claude Code takes for a copy of another, or for what another is a copy of', () => {
    const taken = new Set(['call_1', 'b_7'])
    const idFor = (id: string): string => toolUse(called({ id, name: 'Bash' }), taken).id
    expect(['call_1_0', 'b', 'call_2', 'call_1_x', 'b_8'].map(idFor)).to.deep.equal([
      'call_1_0-2',
      'b-2',
      'call_2',
      'call_1_x',
      'b_8',
    ])
  })
})
