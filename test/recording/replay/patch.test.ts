import { expect } from 'chai'
import { RecordingError } from '../../../src/recording/recording-error.ts'
import { patched, patchOf, pointerOf } from '../../../src/recording/replay/patch.ts'

const change = (value: unknown, text: string): unknown => {
  const patch = patchOf(text)
  if (!patch) throw new Error(`${text} is no patch`)
  return patched(value, patch)
}

describe('a change by JSON pointer', () => {
  it('sets a field, as JSON or as a text', () => {
    expect(change({ a: 1 }, '/temperature=0')).to.deep.equal({ a: 1, temperature: 0 })
    expect(change({ a: 1 }, '/a=high')).to.deep.equal({ a: 'high' })
    expect(change({ a: 1 }, '/a="1"')).to.deep.equal({ a: '1' })
    expect(change({ a: 1 }, '/a={"b":"c=d"}')).to.deep.equal({ a: { b: 'c=d' } })
    expect(change({ a: 1 }, '/a=')).to.deep.equal({ a: '' })
  })
  it('goes into objects and lists, and adds to a list', () => {
    const value = { list: [{ x: 1 }, { x: 2 }] }
    expect(change(value, '/list/1/x=3')).to.deep.equal({ list: [{ x: 1 }, { x: 3 }] })
    expect(change(value, '/list/-=5')).to.deep.equal({ list: [{ x: 1 }, { x: 2 }, 5] })
    expect(change(value, '/list/2=5')).to.deep.equal({ list: [{ x: 1 }, { x: 2 }, 5] })
  })
  it('leaves the value that it was given alone, and shares the rest of it', () => {
    const value = { a: { b: 1 }, c: {} }
    const result = change(value, '/a/b=2') as typeof value
    expect(value).to.deep.equal({ a: { b: 1 }, c: {} })
    expect(result.c).to.equal(value.c)
  })
  it('reads the escapes of pointers, and writes them', () => {
    expect(change({}, '/a~1b~0c=1')).to.deep.equal({ 'a/b~c': 1 })
    expect(pointerOf(['a/b~c', 0])).to.equal('/a~1b~0c/0')
  })
  it('sets a field of any name, and no prototype', () => {
    const result = change({}, '/__proto__={"x":1}') as Record<string, unknown>
    expect(Object.keys(result)).to.deep.equal(['__proto__'])
    expect(result.x).to.equal(undefined)
  })
  it('says where a way leads nowhere', () => {
    for (const text of ['/a/b=1', '/list/x=1', '/list/9=1', '/gone/b=1'])
      expect(() => change({ a: 1, list: [] }, text), text).to.throw(RecordingError, text.split('=')[0])
  })
  it('is none without a pointer and a value', () => {
    for (const text of ['temperature=0', '/temperature', '/=1', '', '=1'])
      expect(patchOf(text), text).to.equal(undefined)
  })
})
