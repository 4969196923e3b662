import { expect } from 'chai'
import { type Cut, cut, pointerOf } from '../../src/recording/cutter.ts'

const partsOf = (text: string): string[] => {
  const bytes = Buffer.from(text)
  return [...cut(bytes)].map(
    ({ start, end, ...place }) => `${pointerOf(place)} ${bytes.toString('utf8', start, end)}`,
  )
}
const long = 'x'.repeat(80)
const message = (role: string, text: string) => ({ role, content: [{ type: 'text', text }] })

describe('cutting a body', () => {
  it('gives the elements of its lists, and fields that are long', () => {
    const body = {
      model: 'm',
      messages: [message('user', 'grün ✓ "quoted" \\'), message('assistant', '[{}],')],
      system: long,
      tools: [{ name: 'Read', input_schema: { type: 'object' } }],
      metadata: { user_id: 'short' },
      stream: true,
    }
    expect(partsOf(JSON.stringify(body))).to.deep.equal([
      `/messages/0 ${JSON.stringify(body.messages[0])}`,
      `/messages/1 ${JSON.stringify(body.messages[1])}`,
      `/system ${JSON.stringify(long)}`,
      `/tools/0 ${JSON.stringify(body.tools[0])}`,
    ])
  })

  it('leaves small elements where they are, and counts them', () => {
    const body = { list: [1, 'a', [], {}, long, true], rest: [-1.5] }
    expect(partsOf(JSON.stringify(body))).to.deep.equal([`/list/4 ${JSON.stringify(long)}`])
  })

  it('cuts a large element itself', () => {
    const image = { type: 'image', source: { data: 'y'.repeat(40_000) } }
    const text = { type: 'text', text: 'what is it?' }
    const body = { messages: [{ role: 'user', content: [image, text] }, message('user', 'next')] }
    expect(partsOf(JSON.stringify(body))).to.deep.equal([
      `/messages/0 ${JSON.stringify(image)}`,
      `/messages/0 ${JSON.stringify(text)}`,
      `/messages/1 ${JSON.stringify(body.messages[1])}`,
    ])
  })

  it('reads what is laid out over lines', () => {
    const body = { messages: [message('user', 'one'), message('user', 'two')], system: long }
    const parts = partsOf(JSON.stringify(body, undefined, 2))
    expect(parts.map(part => part.split(' ', 1)[0])).to.deep.equal(['/messages/0', '/messages/1', '/system'])
  })

  it('names fields with odd names by their pointers', () =>
    expect(partsOf(JSON.stringify({ 'a/b~c': long }))).to.deep.equal([`/a~1b~0c ${JSON.stringify(long)}`]))

  for (const text of [
    '',
    'no',
    '[1]',
    '{"a":',
    '{"a" 1}',
    `{"a":["${long}`,
    '{"a":1,,}',
    '{"a":[1 2]}',
    '{a:1}',
  ]) {
    it(`gives nothing of what is no JSON: ${text.slice(0, 12)}`, () =>
      expect(partsOf(text)).to.deep.equal([]))
  }

  it('can begin behind any part', () => {
    const image = { type: 'image', source: { data: 'y'.repeat(40_000) } }
    const body = {
      messages: [
        message('user', 'first of all'),
        { role: 'user', content: [image, image, message('user', 'x')], id: long },
      ],
      tools: [{ name: 'Read', description: long }],
      system: long,
    }
    const bytes = Buffer.from(JSON.stringify(body))
    const all: Cut[] = [...cut(bytes)]
    expect(all).to.have.lengthOf(7)
    for (const [index, part] of all.entries()) {
      expect([...cut(bytes, part)], pointerOf(part)).to.deep.equal(all.slice(index + 1))
    }
  })
})
