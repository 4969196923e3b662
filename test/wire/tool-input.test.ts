import { expect } from 'chai'
import fc from 'fast-check'
import { ToolInput } from '../../src/wire/tool-input.ts'
import { jsonObject, pieces, text } from '../support/values.ts'

const closed = (...fragments: string[]): string => {
  const input = new ToolInput()
  return fragments.map(fragment => input.push(fragment)).join('') + input.close()
}

const abandoned = (...fragments: string[]): string => {
  const input = new ToolInput()
  return fragments.map(fragment => input.push(fragment)).join('') + input.abandon()
}

describe('the input of a tool', () => {
  it('passes valid JSON on as it is, at every cut', () => {
    const whole =
      '{"a": [1, -2.5e3, {"b": "x\\"\\u00fc\\ud83d\\ude00 😀"}], "c": {}, "d":null,"e": [ ],\n"f" :true}'
    for (let cut = 0; cut <= whole.length; cut += 1) {
      expect(closed(whole.slice(0, cut), whole.slice(cut))).to.equal(whole)
    }
    expect(closed(...whole)).to.equal(whole)
  })

  it('passes any object on as it is, in any pieces', () => {
    const sizes = fc.array(fc.nat({ max: 5 }), { minLength: 1 })
    fc.assert(
      fc.property(jsonObject(), sizes, fc.constantFrom(undefined, 2), (value, sizes, indent) => {
        const whole = JSON.stringify(value, null, indent)
        let turn = 0
        expect(closed(...pieces(whole, () => sizes[turn++ % sizes.length] ?? 1))).to.equal(whole)
      }),
    )
  })

  it('passes on at once what is sound, and says when the object is complete', () => {
    const input = new ToolInput()
    expect(input.push(' ')).to.equal('')
    expect(input.push('{"command":"ls')).to.equal('{"command":"ls')
    expect(input.push(' -l\\')).to.equal(' -l')
    expect(input.push('n"')).to.equal('\\n"')
    expect(input.isComplete).to.equal(false)
    expect(input.push('} and more')).to.equal('}')
    expect(input.isComplete).to.equal(true)
    expect(input.push('{"command":"rm"}')).to.equal('')
    expect(input.close()).to.equal('')
  })

  it('is an object for any text, closed or abandoned', () => {
    const fragment = fc.oneof(
      text(),
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        '"',
        ':',
        ',',
        '"a":',
        '1',
        '-',
        '1e',
        'tru',
        'null',
        '\\',
        '\\u12',
        '{"a":"b',
      ),
    )
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 12 }), fragments => {
        expect(JSON.parse(closed(...fragments))).to.be.an('object')
        expect(JSON.parse(abandoned(...fragments))).to.be.an('object')
        expect(JSON.parse(closed('{', ...fragments))).to.be.an('object')
        expect(JSON.parse(abandoned('{"a":', ...fragments))).to.be.an('object')
      }),
      { numRuns: 2_000 },
    )
  })

  it('is closed wherever an object breaks off, without half a member', () => {
    const whole = '{"a":"x\\n","b":[true,12,{"c":null}],"d":"y"}'
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const value = JSON.parse(closed(whole.slice(0, cut))) as Record<string, unknown>
      expect(Object.keys(value)).to.deep.equal(['a', 'b', 'd'].slice(0, Object.keys(value).length))
    }
    expect(closed('{"a":1,"comm')).to.equal('{"a":1}')
    expect(closed('{"a":[1,{"b":[2]')).to.equal('{"a":[1,{"b":[2]}]}')
  })

  it('completes a word that breaks off', () => {
    const values = [
      ['tru', 'true'],
      ['f', 'false'],
      ['n', 'null'],
    ]
    for (const [cut, value] of values) expect(closed(`{"a":${cut}`)).to.equal(`{"a":${value}}`)
    expect(closed('{"a":1,"b":x')).to.equal('{"a":1}')
  })

  it('never takes the beginning of a text or number for the whole, though nobody says that it was cut', () => {
    expect(JSON.parse(closed('{"x":1,"command":"rm -rf /'))).to.deep.equal({ x: 1, command: null })
    expect(JSON.parse(closed('{"x":1,"command":"a\\'))).to.deep.equal({ x: 1, command: null })
    expect(JSON.parse(closed('{"x":1,"edits":[{"line":12'))).to.deep.equal({ x: 1, edits: null })
    expect(JSON.parse(closed('{"x":1,"edits":[{"a":1},{"b'))).to.deep.equal({ x: 1, edits: null })
    for (const number of ['12', '1.', '1e', '-']) expect(closed(`{"x":1,"pid":${number}`)).to.equal('{"x":1}')
    expect(closed('"{\\"command\\":\\"rm -rf /"')).to.equal('{"command":"rm -rf /","command":null}')
    expect(closed('```json\n{"command":"rm -rf /')).to.equal('{"command":"rm -rf /","command":null}')
  })

  it('gives up a text that a quote of its own has ended too early', () => {
    const value = JSON.parse(closed('{"x":1,"command":"echo "hi" && rm x"}')) as unknown
    expect(value).to.deep.equal({ x: 1, command: null })
  })

  it('says what was wrong with it, once it is closed', () => {
    const faultOf = (text: string): unknown => {
      const input = new ToolInput()
      input.push(text)
      expect(input.fault === 'cut').to.equal(false)
      input.close()
      return input.fault
    }
    for (const text of [
      '',
      ' ',
      'null',
      '""',
      '{"a":1}',
      '{"a":[1,]',
      '{"a":"\\d"}',
      '"{}"',
      '```\n{}\n```',
    ]) {
      expect(faultOf(text), text).to.equal(undefined)
    }
    for (const text of ['{"a":"x', '{"a":12', '{"a', '{"a":', '{"a":1,', '{', '```\n{"a":"x']) {
      expect(faultOf(text), text).to.equal('cut')
    }
    for (const text of ['{"a": oops}', '{"a":1 "b":2}']) expect(faultOf(text), text).to.equal('broken')
    for (const text of ['[1]', '42', '"text"', 'true', 'oops'])
      expect(faultOf(text), text).to.equal('foreign')
  })

  it('makes the member null that a token limit cut', () => {
    expect(JSON.parse(abandoned('{"x":1,"command":"rm -rf /'))).to.deep.equal({ x: 1, command: null })
    expect(JSON.parse(abandoned('{"x":1,"edits":[{"old":"a","new":"b'))).to.deep.equal({ x: 1, edits: null })
    expect(JSON.parse(abandoned('{"x":1,"edits":[{"old":"a"}'))).to.deep.equal({ x: 1, edits: null })
    expect(JSON.parse(abandoned('{"x":1,"k\\"y":"cut'))).to.deep.equal({ x: 1, 'k"y': null })
  })

  it('leaves out what a token limit cut before its value, and keeps what is whole', () => {
    expect(abandoned('{"x":"1","timeout":12')).to.equal('{"x":"1"}')
    expect(abandoned('{"x":"1","time')).to.equal('{"x":"1"}')
    expect(abandoned('{"x":"1"')).to.equal('{"x":"1"}')
    expect(abandoned('{"x":"1"}')).to.equal('{"x":"1"}')
    expect(abandoned('"{\\"x\\":1')).to.equal('{}')
    expect(abandoned('')).to.equal('{}')
  })

  it('mends the slips of local models: trailing commas, raw line breaks, escapes that JSON has not', () => {
    expect(JSON.parse(closed('{"a":[1,2,],}'))).to.deep.equal({ a: [1, 2] })
    expect(JSON.parse(closed('{"a":"x\ny\tz\u0001"}'))).to.deep.equal({ a: 'x\ny\tz\u0001' })
    expect(JSON.parse(closed('{"a":"it\\\'s \\d+ \\u12x"}'))).to.deep.equal({ a: "it's \\d+ \\u12x" })
    expect(JSON.parse(closed('{"a\nb":1}'))).to.deep.equal({ 'a\nb': 1 })
  })

  it('keeps what was sound where the rest is no JSON', () => {
    const broken = [
      '{"x":1,"a": oops}',
      '{"x":1 "a":2}',
      '{"x":1,a:2}',
      '{"x":1,"a":01}',
      '{"x":1,"a" 2}',
      '{"x":1]',
    ]
    for (const text of broken) expect(closed(text)).to.equal('{"x":1}')
    expect(closed(`{"x":1,"a":${'9'.repeat(2_000)}x`)).to.equal('{"x":1}')
  })

  it('is an empty object for what is none, and unpacks one that is encoded twice or fenced', () => {
    for (const text of ['', ' \n', 'null', '[1]', '"text"', '""', '7', 'oops', '```json\n[]\n```']) {
      expect(closed(text)).to.equal('{}')
    }
    expect(closed('"{\\"a\\":', '1}"')).to.equal('{"a":1}')
    expect(closed('```json\n{"a":1}\n```')).to.equal('{"a":1}')
    expect(closed('\u00a0{"a":1}')).to.equal('{"a":1}')
  })

  it('ends nesting at a depth that readers survive', () => {
    const value: unknown = JSON.parse(closed(`{"a":${'['.repeat(5_000)}`))
    expect(() => JSON.stringify(value)).not.to.throw()
    expect(closed(`{"a":${'['.repeat(5_000)}`).length).to.be.below(2_100)
  })

  it('takes a long input in small pieces without effort', () => {
    const input = new ToolInput()
    let length = input.push('{"content":"').length
    for (let round = 0; round < 200_000; round += 1) length += input.push('some te\\n').length
    expect(length + input.push('"}').length).to.equal(12 + 1_800_000 + 2)
  })
})
