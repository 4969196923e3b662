import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import type { InputMessage, MessagesRequest } from '../../../src/anthropic/request.ts'
import { classify, type Habits, planFor, type Turn } from '../../../src/backends/council/classify.ts'
import { whoOf } from '../../../src/core/who.ts'
import { agentRequest, clientHeaders, longWords } from './support.ts'

const recorded = (name: string, file: string) =>
  JSON.parse(
    readFileSync(new URL(`../../../src/testing/exchanges/${name}/${file}.json`, import.meta.url), 'utf8'),
  )

const turnOf = (request: MessagesRequest, headers: Readonly<Record<string, string>> = clientHeaders): Turn =>
  classify({ request, who: whoOf(headers, () => request, undefined), asked: request.model })

const planOf = (
  request: MessagesRequest,
  habits: Partial<Habits> = {},
  headers: Readonly<Record<string, string>> = clientHeaders,
) => {
  const plan = planFor(turnOf(request, headers), { mode: 'full', trigger: 'auto', ...habits })
  return plan.kind === 'solo' ? `solo (${plan.because})` : `${plan.kind} ${plan.mode}`
}

const says = (text: string): InputMessage => ({ role: 'user', content: text })
const step = (id: string, input: unknown, isError = false): InputMessage[] => [
  { role: 'assistant', content: [{ type: 'tool_use', id, name: 'Bash', input }] },
  {
    role: 'user',
    content: [
      { type: 'tool_result', tool_use_id: id, content: 'x', ...(isError && { is_error: true }) },
      { type: 'text', text: '<system-reminder>todo</system-reminder>' },
    ],
  },
]
const looping = (isError: boolean, same: boolean) =>
  agentRequest([says(longWords), ...[1, 2, 3].flatMap(n => step(`t${n}`, { n: same ? 0 : n }, isError))])

describe('the turns of the real client, as they were recorded', () => {
  const toolTurn = recorded('tool-call', 'request') as MessagesRequest
  const headers = recorded('tool-call', 'headers')

  it('are continuations behind the result of a tool, streamed or not', () => {
    expect(turnOf(toolTurn, headers).class).to.equal('continuation')
    const last = turnOf(recorded('last-answer', 'request'), recorded('last-answer', 'headers'))
    expect(last.class).to.equal('continuation')
  })

  it('are words of a person at the start, though a message of the system is the last', () => {
    const first = { ...toolTurn, messages: toolTurn.messages.slice(0, 2) }
    expect(first.messages.at(-1)?.role).to.equal('system')
    expect(turnOf(first, headers)).to.deep.include({
      class: 'user',
      hasTools: true,
      words: 'write hello.txt with hi, then read hello.txt',
    })
  })
})

describe('what is done with a turn', () => {
  const title = {
    ...agentRequest([says('hi')]),
    tools: [],
    system: 'Write a short title for this conversation.',
  }
  const search = agentRequest([says(longWords)], {
    tools: [{ type: 'web_search_20250305', name: 'web_search' }],
  })
  const summary = `Your task is to create a detailed summary of the conversation so far. ${'x '.repeat(300)}`
  const table: readonly (readonly [what: string, plan: string, request: MessagesRequest])[] = [
    ['a long request of a person', 'advise full', agentRequest([says(longWords)])],
    ['a short one that speaks of code', 'advise full', agentRequest([says('fix the bug in login.ts')])],
    ['a short one', 'solo (short request)', agentRequest([says('yes')])],
    ['a short one in Japanese', 'solo (short request)', agentRequest([says('続けてください')])],
    [
      'a reminder alone',
      'solo (no words of a person)',
      agentRequest([says('<system-reminder>x</system-reminder>')]),
    ],
    ['a short one with a wish', 'advise fast', agentRequest([says('/council:fast go on')])],
    ['a wish to race', 'convene race', agentRequest([says('/council:race go on')])],
    ['a wish for no council', 'solo (/council:off)', agentRequest([says(`/council:off ${longWords}`)])],
    ['the result of a tool', 'solo (continuation)', agentRequest([says(longWords), ...step('t1', {})])],
    [
      'the result of a tool after a wish',
      'solo (continuation)',
      agentRequest([says(`/council:full ${longWords}`), ...step('t1', {})]),
    ],
    [
      'the result of a tool after a wish for no council',
      'solo (/council:off)',
      agentRequest([says('/council:off hi'), ...step('t1', {})]),
    ],
    ['an agent that fails over and over', 'solo (continuation)', looping(true, false)],
    ['a title', 'solo (title)', title],
    ['a search', 'solo (search)', search],
    ['the order to compact', 'solo (compaction)', agentRequest([says(summary)])],
    ['a probe', 'solo (probe)', agentRequest([says('quota')], { max_tokens: 1 })],
    [
      'a small model',
      'solo (a small model was asked for)',
      agentRequest([says(longWords)], { model: 'claude-haiku-5-5' }),
    ],
    ['a short request without tools', 'convene full', agentRequest([says('yes')], { tools: [] })],
    [
      'tools that may not be used',
      'convene full',
      agentRequest([says('yes')], { tool_choice: { type: 'none' } }),
    ],
  ]
  for (const [what, plan, request] of table) {
    it(`${plan}: ${what}`, () => expect(planOf(request)).to.equal(plan))
  }

  it('solo (subagent): what an agent asks another one', () => {
    const headers = { ...clientHeaders, 'x-claude-code-agent-id': 'a1' }
    expect(planOf(agentRequest([says(longWords)]), {}, headers)).to.equal('solo (subagent)')
  })

  it('solo (auxiliary request): what the client says is no conversation', () => {
    const headers = { ...clientHeaders, 'x-claude-code-request-class': 'auxiliary' }
    expect(planOf(agentRequest([says(longWords)]), {}, headers)).to.equal('solo (auxiliary request)')
  })

  it('is the council for a client that nobody knows, where it has no tools', () => {
    expect(planOf({ ...title, max_tokens: 50 }, {}, {})).to.equal('convene full')
  })
})

describe('the trigger', () => {
  it('`always` asks the council at every request, as version 1 did', () => {
    const trigger = 'always'
    expect(planOf(looping(false, false), { trigger })).to.equal('advise full')
    expect(planOf(agentRequest([says('quota')], { max_tokens: 1 }), { trigger })).to.equal('advise full')
    expect(planOf(looping(false, false), { trigger, mode: 'race' })).to.equal('convene race')
  })

  it('`never` asks it at none', () => {
    const trigger = 'never'
    expect(planOf(agentRequest([says(longWords)], { tools: [] }), { trigger })).to.equal(
      'solo (COUNCIL_TRIGGER=never)',
    )
  })

  it('`checkpoint` asks it where an agent is stuck: three failures, or three times the same call', () => {
    const trigger = 'checkpoint'
    expect(planOf(looping(true, false), { trigger })).to.equal('advise fast')
    expect(planOf(looping(false, true), { trigger })).to.equal('advise fast')
    expect(planOf(looping(false, false), { trigger })).to.equal('solo (continuation)')
    expect(turnOf(looping(true, true)).because).to.equal('3 failures in a row')
  })
})
