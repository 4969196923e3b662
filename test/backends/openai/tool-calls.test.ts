import { expect } from 'chai'
import fc from 'fast-check'
import type { StreamEvent } from '../../../src/anthropic/events.ts'
import { fold } from '../../../src/anthropic/fold.ts'
import { ToolCalls } from '../../../src/backends/openai/tool-calls.ts'
import type { ToolCallDelta } from '../../../src/backends/openai/types.ts'
import { ToolNames } from '../../../src/backends/shared/names.ts'
import { assertLegalStream } from '../../../src/testing/legal-stream.ts'
import { BlockWriter } from '../../../src/wire/block-writer.ts'
import { jsonObject, pieces } from '../../support/values.ts'

interface Options {
  readonly hold?: boolean
  readonly single?: boolean
  readonly cut?: boolean
  readonly names?: ToolNames
}

/** A fragment: a string is arguments alone. */
const part = (
  index: number | undefined,
  id: string | undefined,
  name: string | undefined,
  args?: unknown,
): ToolCallDelta => ({
  ...(index !== undefined && { index }),
  ...(id !== undefined && { id }),
  type: 'function',
  function: { ...(name !== undefined && { name }), ...(args !== undefined && { arguments: args }) },
})

interface Outcome {
  readonly calls: readonly (readonly [id: string, name: string, input: unknown])[]
  readonly warnings: readonly string[]
  readonly isWhole: boolean
}

/** What the fragments amount to; the stream is checked on the way. */
function outcomeOf(
  deltas: readonly ToolCallDelta[],
  { hold = true, single = false, cut = false, names = new ToolNames(64) }: Options = {},
): Outcome {
  const warnings: string[] = []
  let ids = 0
  const warn = (text: string): void => void warnings.push(text)
  const writer = new BlockWriter({ id: 'msg_1', model: 'm', createToolId: () => `made_${++ids}`, warn })
  const tools = new ToolCalls(writer, { names, hold, single, warn })
  const events: StreamEvent[] = deltas.flatMap(delta => [...tools.take(delta)])
  events.push(...tools.finish(cut), ...writer.finish(cut ? 'max_tokens' : undefined))
  assertLegalStream(events)
  const calls = (fold(events)?.content ?? []).flatMap(block =>
    block.type === 'tool_use' ? [[block.id, block.name, block.input] as const] : [],
  )
  return { calls, warnings, isWhole: tools.isWhole }
}

const callsOf = (deltas: readonly ToolCallDelta[], options: Options = {}) => outcomeOf(deltas, options).calls

/** The same whether arguments are held or streamed. */
function expectCalls(deltas: readonly ToolCallDelta[], calls: Outcome['calls'], options: Options = {}): void {
  expect(callsOf(deltas, options), 'held').to.deep.equal(calls)
  expect(callsOf(deltas, { ...options, hold: false }), 'streamed').to.deep.equal(calls)
}

const ls = { command: 'ls' }
const pwd = { command: 'pwd' }

describe('tool calls of a host', () => {
  it('case 3: are put together from their fragments', () => {
    expectCalls(
      [
        part(0, 'call_1', 'Bash', ''),
        part(0, undefined, undefined, '{"com'),
        part(0, undefined, undefined, 'mand":"ls"}'),
      ],
      [['call_1', 'Bash', ls]],
    )
  })

  it('cases 4, 5: stay apart by their index, one behind another or interleaved', () => {
    const [a, b] = [part(0, 'a', 'Bash', '{"command":'), part(1, 'b', 'Bash', '{"command":')]
    const [endA, endB] = [part(0, undefined, undefined, '"ls"}'), part(1, undefined, undefined, '"pwd"}')]
    const calls = [
      ['a', 'Bash', ls],
      ['b', 'Bash', pwd],
    ] as const
    expectCalls([a, endA, b, endB], calls)
    expectCalls([a, b, endA, endB], calls)
    expectCalls([a, b, endB, endA], calls)
  })

  it('case 6: stay apart by their ids where Gemini gives no index', () => {
    expectCalls(
      [part(undefined, 'a', 'Bash', '{"command":"ls"}'), part(undefined, 'b', 'Bash', '{"command":"pwd"}')],
      [
        ['a', 'Bash', ls],
        ['b', 'Bash', pwd],
      ],
    )
  })

  it('case 7: stay apart by their ids where old Ollama gives each the index 0', () => {
    expectCalls(
      [part(0, 'a', 'Bash', '{"command":"ls"}'), part(0, 'b', 'Bash', '{"command":"pwd"}')],
      [
        ['a', 'Bash', ls],
        ['b', 'Bash', pwd],
      ],
    )
  })

  it('go on under an index with the latest call that has it', () => {
    expectCalls(
      [
        part(0, 'a', 'Bash', '{"command":"ls"}'),
        part(0, 'b', 'Bash', ''),
        part(0, undefined, undefined, '{"command":'),
        part(0, undefined, undefined, '"pwd"}'),
      ],
      [
        ['a', 'Bash', ls],
        ['b', 'Bash', pwd],
      ],
    )
  })

  it('stay apart by their index where two have one id, the second under an id of its own', () => {
    expectCalls(
      [
        part(0, 'functions.Bash:0', 'Bash', '{"command":"ls"}'),
        part(1, 'functions.Bash:0', 'Bash', '{"command":"pwd"}'),
      ],
      [
        ['functions_Bash_0', 'Bash', ls],
        ['functions_Bash_0-2', 'Bash', pwd],
      ],
    )
  })

  it('stay apart where there is neither index nor id, by what is whole already', () => {
    const calls = [
      ['made_1', 'Bash', ls],
      ['made_2', 'Bash', pwd],
    ] as const
    expectCalls(
      [
        part(undefined, undefined, 'Bash', '{"command":"ls"}'),
        part(undefined, undefined, 'Bash', '{"command":"pwd"}'),
      ],
      calls,
    )
    expectCalls(
      [part(0, undefined, 'Bash', '{"command":"ls"}'), part(0, undefined, 'Bash', '{"command":"pwd"}')],
      calls,
    )
    expectCalls(
      [
        part(undefined, undefined, 'Bash', '{"command":"ls"}'),
        part(undefined, undefined, 'Read', ''),
        part(undefined, undefined, undefined, '{"command":"pwd"}'),
      ],
      [
        ['made_1', 'Bash', ls],
        ['made_2', 'Read', pwd],
      ],
    )
  })

  it('case 8: get an id that lasts for all fragments where there is none', () => {
    for (const id of [undefined, '', null]) {
      const delta = { ...part(0, undefined, 'Bash', '{"command":'), id } as ToolCallDelta
      expectCalls([delta, part(0, undefined, undefined, '"ls"}')], [['made_1', 'Bash', ls]])
    }
  })

  it('take an id that comes late', () => {
    expect(
      callsOf([part(0, undefined, 'Bash', ''), part(0, 'late', undefined, '{"command":"ls"}')]),
    ).to.deep.equal([['late', 'Bash', ls]])
    expect(
      callsOf([
        part(undefined, undefined, 'Bash', ''),
        part(undefined, 'late', undefined, '{"command":"ls"}'),
      ]),
    ).to.deep.equal([['late', 'Bash', ls]])
  })

  it('case 9: go on without index and id with the call that came last', () => {
    expectCalls(
      [
        part(0, 'a', 'Bash', '{"command":"ls"}'),
        part(1, 'b', 'Bash', ''),
        part(undefined, undefined, undefined, '{"comm'),
        part(undefined, undefined, undefined, 'and":"pwd"}'),
      ],
      [
        ['a', 'Bash', ls],
        ['b', 'Bash', pwd],
      ],
    )
  })

  it('keep together what old vLLM sends under a new id each time', () => {
    expectCalls(
      [part(0, 'a', 'Bash', '{"comm'), part(0, 'b', undefined, 'and":"ls"'), part(0, 'c', undefined, '}')],
      [['a', 'Bash', ls]],
    )
  })

  it('case 10: wait for a name that comes behind the arguments', () => {
    expectCalls(
      [
        part(0, 'a', undefined, '{"command":'),
        part(0, undefined, undefined, '"ls"}'),
        part(0, undefined, 'Bash'),
      ],
      [['a', 'Bash', ls]],
    )
  })

  it('case 11: have their name once where it comes with each fragment', () => {
    for (const id of ['a', undefined]) {
      expectCalls(
        [
          part(0, id, 'Bash', ''),
          part(0, id, 'Bash', '{"command":'),
          part(0, id, 'Bash', '"ls"}'),
          part(0, id, 'Bash', ''),
        ],
        [[id ?? 'made_1', 'Bash', ls]],
      )
    }
  })

  it('have a name that comes in pieces, in the client’s form', () => {
    const names = new ToolNames(64)
    const name = `mcp__server__${'tool'.repeat(20)}`
    const host = names.host(name)
    const deltas = [
      part(0, 'a', host.slice(0, 20), ''),
      part(0, undefined, host.slice(20), ''),
      part(0, undefined, undefined, '{"command":"ls"}'),
    ]
    expect(callsOf(deltas, { names })).to.deep.equal([['a', name, ls]])
    expectCalls([part(0, 'a', host, '{"command":"ls"}')], [['a', name, ls]], { names })
  })

  it('case 14: have an empty object where there are no arguments', () => {
    for (const nothing of [undefined, null, '', ' ', '{}', 'null', '""']) {
      expectCalls([part(0, 'a', 'Now', nothing)], [['a', 'Now', {}]])
    }
  })

  it('case 15: are the same wherever their arguments are cut', () => {
    const sizes = fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(jsonObject(), sizes, fc.boolean(), (input, cuts, hold) => {
        let turn = 0
        const fragments = pieces(JSON.stringify(input), () => cuts[turn++ % cuts.length] ?? 0)
        const deltas = [
          part(0, 'a', 'Bash', ''),
          ...fragments.map(fragment => part(0, undefined, undefined, fragment)),
        ]
        expect(callsOf(deltas, { hold })).to.deep.equal([['a', 'Bash', input]])
      }),
    )
  })

  it('case 15: are the same where a cut goes through a character or an escape', () => {
    const args = '{"text":"😀 \\u00e9 \\n"}'
    for (let at = 0; at <= args.length; at += 1) {
      const deltas = [part(0, 'a', 'Bash', args.slice(0, at)), part(0, undefined, undefined, args.slice(at))]
      expectCalls(deltas, [['a', 'Bash', { text: '😀 é \n' }]])
    }
  })

  it('case 18: have an object for input, whatever JSON they bring', () => {
    const table: readonly (readonly [unknown, unknown])[] = [
      [ls, ls],
      ['"{\\"command\\":\\"ls\\"}"', ls],
      ['["ls"]', {}],
      ['"ls"', {}],
      ['3', {}],
    ]
    for (const [given, input] of table) expectCalls([part(0, 'a', 'Bash', given)], [['a', 'Bash', input]])
  })
})

describe('arguments that are held', () => {
  const inputOf = (args: string, options: Options = {}) => {
    const { calls, warnings } = outcomeOf([part(0, 'a', 'Bash', args)], options)
    return { input: calls[0]?.[2], warnings }
  }

  const broken: readonly (readonly [string, string, unknown])[] = [
    ['single quotes', "{'command': 'ls'}", ls],
    ['keys without quotes', '{command: "ls"}', ls],
    ['a comma too many', '{"command":"ls",}', ls],
    ['a bracket too few', '{"command":"ls"', ls],
    ['a code fence', '```json\n{"command":"ls"}\n```', ls],
    ['an end token behind it', '{"command":"ls"}<|im_end|>', ls],
    ['words behind it', '{"command":"ls"} That lists the files.', ls],
    ['a second object behind it', '{"command":"ls"}{"command":"pwd"}', ls],
    ['a raw line break', '{"command":"a\nb"}', { command: 'a\nb' }],
  ]
  for (const [fault, args, input] of broken) {
    it(`case 16: with ${fault} are repaired, with a warning`, () => {
      expect(inputOf(args)).to.deep.equal({
        input,
        warnings: ['the arguments of Bash were broken JSON and have been repaired'],
      })
    })
  }

  it('case 16: that are no JSON at all are left out, with a warning', () => {
    for (const args of ['list the files', '[1, 2', '"ls']) {
      expect(inputOf(args), args).to.deep.equal({
        input: {},
        warnings: ['the arguments of Bash were no JSON and have been left out'],
      })
    }
  })

  it('case 17: that a token limit cut are not repaired: half a command must not run', () => {
    expect(inputOf('{"path":"/tmp","command":"rm -rf /tmp/x', { cut: true })).to.deep.equal({
      input: { path: '/tmp', command: null },
      warnings: [],
    })
    const { calls, warnings } = outcomeOf(
      [part(0, 'a', 'Bash', '{"command":"rm -rf /'), part(1, 'b', 'Bash', '{"command":"ls')],
      { cut: true },
    )
    expect(calls.map(([, , input]) => input)).to.deep.equal([{ command: null }, { command: null }])
    expect(warnings).to.have.length(1)
  })

  it('are an object wherever a token limit cuts them, and never end in half a value', () => {
    const args = '{"a":{"b":[1,true]},"command":"echo \\"x\\" \\u00e9","n":12}'
    const whole = JSON.parse(args) as Readonly<Record<string, unknown>>
    for (let at = 0; at < args.length; at += 1) {
      const { input } = inputOf(args.slice(0, at), { cut: true })
      for (const [name, value] of Object.entries(input as object)) {
        if (name === 'n') expect(value, args.slice(0, at)).to.be.oneOf([1, 12])
        else if (value !== null) expect(value, args.slice(0, at)).to.deep.equal(whole[name])
      }
    }
  })

  it('go out whole before other content, and wait where content comes amidst them', () => {
    const writer = new BlockWriter({ id: 'msg_1', model: 'm' })
    const tools = new ToolCalls(writer, {
      names: new ToolNames(64),
      hold: true,
      single: false,
      warn: () => {},
    })
    const events: StreamEvent[] = [
      ...tools.take(part(0, 'a', 'Bash', '{"command":"ls"}')),
      ...tools.take(part(1, 'b', 'Bash', '{"comm')),
      ...tools.flush(),
      ...writer.text('and'),
      ...tools.take(part(1, undefined, undefined, 'and":"pwd"}')),
      ...tools.finish(false),
      ...writer.finish(),
    ]
    assertLegalStream(events)
    const blocks = fold(events)?.content.map(block => (block.type === 'tool_use' ? block.input : block.type))
    expect(blocks).to.deep.equal([ls, 'text', pwd])
  })
})

describe('a single call that was asked for', () => {
  const first = part(0, 'a', 'Bash', '{"command":"ls"}')
  const others: readonly (readonly [string, ToolCallDelta])[] = [
    ['another index', part(1, 'b', 'Bash', '{"command":"pwd"}')],
    ['another id', part(0, 'b', 'Bash', '{"command":"pwd"}')],
    ['another id and no index', part(undefined, 'b', 'Bash', '{"command":"pwd"}')],
    ['neither', part(undefined, undefined, 'Bash', '{"command":"pwd"}')],
  ]
  for (const [how, second] of others) {
    it(`case 74: is the only one where a second comes with ${how}`, () => {
      expectCalls([first, second], [['a', 'Bash', ls]], { single: true })
    })
  }

  it('case 74: is the only one where the second comes in fragments', () => {
    const rest = [
      part(1, 'b', 'Bash', ''),
      part(1, undefined, undefined, '{"command"'),
      part(1, undefined, undefined, ':"pwd"}'),
    ]
    expectCalls([first, ...rest], [['a', 'Bash', ls]], { single: true })
    expectCalls(
      [part(0, 'a', 'Bash', '{"command"'), ...rest, part(0, undefined, undefined, ':"ls"}')],
      [['a', 'Bash', ls]],
      {
        single: true,
      },
    )
  })
})

describe('calls at the end of an answer', () => {
  it('are whole where none of them was cut', () => {
    for (const hold of [true, false]) {
      const whole = [part(0, 'a', 'Bash', '{"command":'), part(0, undefined, undefined, '"ls"}')]
      expect(outcomeOf(whole, { hold }).isWhole).to.equal(true)
      expect(outcomeOf(whole.slice(0, 1), { hold }).isWhole).to.equal(false)
      expect(outcomeOf([], { hold }).isWhole).to.equal(false)
    }
  })
})
