import { expect } from 'chai'
import type { InputMessage, MessagesRequest, TextBlock } from 'claudecodex'
import { request } from 'claudecodex/testing'
import { edited } from '../../../plugins/system-prompt/edit.ts'
import type { Edits } from '../../../plugins/system-prompt/rules.ts'

const none: Edits = { prepend: [], append: [], replace: [] }
const systemWith = (system: MessagesRequest['system'], edits: Partial<Edits>) =>
  edited(request('hi', system === undefined ? {} : { system }), { ...none, ...edits }).system
const text = (words: string, isCached = false): TextBlock => ({
  type: 'text',
  text: words,
  ...(isCached && { cache_control: { type: 'ephemeral' } }),
})

/** As Claude Code sends it. */
const billing = text('x-anthropic-billing-header: cc_version=2.1.330.ed0; cc_entrypoint=sdk-cli;')
const identity = text("You are Claude Code, Anthropic's official CLI for Claude.", true)
const rules = text('Use Bash with care.', true)
const ofClient = [billing, identity, rules]

describe('texts in a system prompt', () => {
  it("stand in the client's blocks, so that its cache points stay", () =>
    expect(systemWith(ofClient, { prepend: ['First.'], append: ['Last.'] })).to.deep.equal([
      billing,
      identity,
      text('First.\n\nUse Bash with care.\n\nLast.', true),
    ]))
  it('stand behind the lines by which a client names itself, where there is nothing else', () => {
    const edits = { prepend: ['First.'], append: ['Last.'] }
    expect(systemWith([billing, identity], edits)).to.deep.equal([billing, identity, text('First.\n\nLast.')])
    expect(systemWith([billing], { append: ['Last.'] })).to.deep.equal([billing, text('Last.')])
    expect(systemWith([], { append: ['Last.'] })).to.deep.equal([text('Last.')])
  })
  it('stand around a prompt that is one text, and make one where there is none', () => {
    const edits = { prepend: ['One.', 'Two.'], append: ['Last.'] }
    expect(systemWith('Be brief.', edits)).to.equal('One.\n\nTwo.\n\nBe brief.\n\nLast.')
    expect(systemWith(undefined, edits)).to.equal('One.\n\nTwo.\n\nLast.')
  })
  it('are not put there twice', () => {
    const edits: Edits = { prepend: ['First.'], append: ['Last.'], replace: [['Bash', 'shell']] }
    for (const system of [ofClient, 'Be brief.', undefined]) {
      const once = edited(request('hi', system === undefined ? {} : { system }), edits)
      expect(edited(once, edits)).to.equal(once)
    }
  })
})

describe('replacements in a system prompt', () => {
  it('hold in every block but the note for billing', () => {
    const replace = [
      ['cc_', 'x'],
      ['Claude Code', 'Claude'],
      [/Bash|care/g, '<$&>'],
    ] as const
    expect(systemWith(ofClient, { replace })).to.deep.equal([
      billing,
      { ...identity, text: "You are Claude, Anthropic's official CLI for Claude." },
      { ...rules, text: 'Use <Bash> with <care>.' },
    ])
  })
  it('take a text as it is', () =>
    expect(systemWith('a.b aXb', { replace: [['a.b', '$&']] })).to.equal('$& aXb'))
  it('leave no empty block, and hand its cache point on', () => {
    const parts = [text('Stay.'), text('Go.', true)]
    expect(systemWith(parts, { replace: [['Go.', '']] })).to.deep.equal([text('Stay.', true)])
    expect(
      edited(request('hi', { system: 'Go.' }), { ...none, replace: [['Go.', '']] }),
    ).not.to.have.property('system')
  })
  it("reach the system's turns within the conversation, in both their forms, and no other turn", () => {
    const turns = [
      { role: 'user', content: 'Bash' },
      { role: 'system', content: [text('Bash', true)] },
      { role: 'assistant', content: [text('Bash')] },
      { role: 'system', content: 'Bash' },
      { role: 'system', content: [text('gone')] },
    ] as const satisfies readonly InputMessage[]
    const replace = [
      ['Bash', 'shell'],
      ['gone', ''],
    ] as const
    expect(edited(request(turns), { ...none, replace }).messages).to.deep.equal([
      turns[0],
      { role: 'system', content: [text('shell', true)] },
      turns[2],
      { role: 'system', content: 'shell' },
    ])
  })
  it('leave the request itself where nothing is found', () => {
    const asked = request([{ role: 'system', content: [text('Bash'), { type: 'new' } as never] }], {
      system: ofClient,
    })
    expect(edited(asked, { ...none, replace: [['zsh', 'fish']] })).to.equal(asked)
    expect(edited(asked, none)).to.equal(asked)
  })
})
