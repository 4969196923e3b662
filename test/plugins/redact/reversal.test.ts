import { expect } from 'chai'
import type { MessagesRequest, StreamEvent } from 'claudecodex'
import { events, message, request, runPlugin, textOf, toolUse } from 'claudecodex/testing'
import fc from 'fast-check'
import redact from '../../../plugins/redact.ts'
import { contextCanaries, keyedStore, personalCanaries, standIn, vendorCanaries } from './support.ts'

const secrets = [
  ...Object.values(vendorCanaries).flat(),
  ...contextCanaries.flatMap(({ secret, text }) => [secret, text]),
  ...Object.values(personalCanaries).map(({ secret }) => secret),
]
const lookalikes = [
  standIn('npm', 'whatever'),
  standIn('npm', 'whatever').toUpperCase(),
  'cdx\\_npm\\_0123abcd',
  'cdx_',
  'cdx_email_0123abc',
  'cdx_text_',
]

/** Texts that hold secrets, what looks like a placeholder, and what has to be escaped, in any order and without borders. */
const texts = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...secrets) },
      { weight: 2, arbitrary: fc.constantFrom(...lookalikes) },
      {
        weight: 2,
        arbitrary: fc.constantFrom(
          ' ',
          '\n',
          '"',
          '\\',
          '_',
          '=',
          ':',
          '漢😀',
          'c',
          'cd',
          'KEY=',
          'password: ',
        ),
      },
      { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
    ),
    { maxLength: 12 },
  )
  .map(parts => parts.join(''))

const pieces = (text: string, size: number): readonly string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  )

/** A model that repeats what it was told, as text and in a tool call, cut anywhere. */
const echo =
  (size: number) =>
  ({ messages }: MessagesRequest): readonly StreamEvent[] => {
    const said = String(messages[0]?.content)
    return events(
      message([{ type: 'text', text: said, citations: null }, toolUse('Write', { [`a${said}`]: [said] })]),
    ).flatMap((event): readonly StreamEvent[] => {
      if (event.type !== 'content_block_delta') return [event]
      const { delta } = event
      if (delta.type === 'text_delta')
        return pieces(delta.text, size).map(text => ({ ...event, delta: { ...delta, text } }))
      if (delta.type !== 'input_json_delta') return [event]
      return pieces(delta.partial_json, size).map(partial_json => ({
        ...event,
        delta: { ...delta, partial_json },
      }))
    })
  }

describe('what redact hides', () => {
  it('comes back as it was, whatever it is and wherever it is cut, and the next turn hides it again', async function () {
    this.timeout(60_000)
    const store = await keyedStore()
    const options = { emails: true, phones: true, cards: true, ibans: true, dictionary: ['漢😀'] }
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 40 }), async (text, size) => {
        const first = await runPlugin(redact(options), { store, request: text, upstream: echo(size) })
        expect(first.reports).to.deep.equal([])
        expect(textOf(first.message)).to.equal(text)
        expect(first.message?.content.at(-1)).to.have.deep.property('input', { [`a${text}`]: [text] })

        const turns = [
          { role: 'user' as const, content: text },
          { role: 'assistant' as const, content: first.message?.content ?? [] },
          { role: 'user' as const, content: 'go on' },
        ]
        const second = await runPlugin(redact(options), { store, request: request(turns) })
        const sent = JSON.stringify(second.request?.messages)
        const found = contextCanaries.filter(
          canary => text.includes(canary.text) && sent.includes(canary.secret),
        )
        expect(found).to.deep.equal([])
      }),
      { numRuns: 150 },
    )
  })
})
