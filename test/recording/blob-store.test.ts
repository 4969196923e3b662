import { expect } from 'chai'
import { BlobStore } from '../../src/recording/blob-store.ts'
import { lift } from '../../src/recording/lift.ts'
import { vendorCanaries } from '../plugins/redact/support.ts'

const mark = ',"cache_control":{"type":"ephemeral"}'
const [key = ''] = vendorCanaries.anthropic ?? []

function storeOf() {
  const lines: string[] = []
  const store = new BlobStore(line => lines.push(Buffer.concat(line).toString()) > 0)
  const use = (text: string) => store.use(Buffer.from(text), lift(Buffer.from(text)))
  return { lines, use }
}

describe('the blobs of a file that is being written', () => {
  it('have numbers from 0 on, and their line before anybody refers to them', () => {
    const { lines, use } = storeOf()
    expect([use('{"a":1}').n, use('"grün ✓"').n]).to.deep.equal([0, 1])
    expect(lines).to.deep.equal([
      '{"v":1,"type":"blob","n":0,"data":{"a":1}}\n',
      '{"v":1,"type":"blob","n":1,"data":"grün ✓"}\n',
    ])
  })

  it('are written once, however often their content comes', () => {
    const { lines, use } = storeOf()
    expect([use('{"a":1}').n, use('{"a":2}').n, use('{"a":1}').n]).to.deep.equal([0, 1, 0])
    expect(lines).to.have.lengthOf(2)
  })

  it('are the same with a mark and without, and say where to put it back', () => {
    const { lines, use } = storeOf()
    expect(use('{"a":1}')).to.deep.equal({ n: 0 })
    expect(use(`{"a":1${mark}}`)).to.deep.equal({ n: 0, insert: [[6, mark]] })
    expect(lines).to.have.lengthOf(1)
  })

  it('stand as text where they would break the line', () => {
    const { lines, use } = storeOf()
    for (const text of ['{\n"a":1}', '{"a":\r1}', '{\r\n}']) use(text)
    expect(lines.every(line => line.indexOf('\n') === line.length - 1 && !line.includes('\r'))).to.equal(true)
    expect(lines.map(line => JSON.parse(line))).to.deep.equal([
      { v: 1, type: 'blob', n: 0, text: '{\n"a":1}' },
      { v: 1, type: 'blob', n: 1, text: '{"a":\r1}' },
      { v: 1, type: 'blob', n: 2, text: '{\r\n}' },
    ])
  })

  it('stand as text where a client has sent what only looks like JSON, so that every line can be parsed', () => {
    const { lines, use } = storeOf()
    for (const text of ['{"role" oops}', 'nonsense', '[1,]', '{"a":01}']) use(text)
    expect(lines.map(line => JSON.parse(line).text)).to.deep.equal([
      '{"role" oops}',
      'nonsense',
      '[1,]',
      '{"a":01}',
    ])
  })

  it('lose their keys, and say so whenever they are used', () => {
    const { lines, use } = storeOf()
    const found = { anthropic: 2 }
    expect(use(`{"a":"${key}","b":"\\n${key}"}`)).to.deep.equal({ n: 0, found })
    expect(use(`{"a":"${key}","b":"\\n${key}"}`)).to.deep.equal({ n: 0, found })
    expect(lines.join('')).to.equal(
      '{"v":1,"type":"blob","n":0,"data":{"a":"[REDACTED:anthropic]","b":"\\n[REDACTED:anthropic]"}}\n',
    )
  })

  it('keep their mark inside where a key was taken out, since its place is no longer true', () => {
    const { lines, use } = storeOf()
    expect(use(`{"a":"${key}"${mark}}`)).to.deep.equal({ n: 1, found: { anthropic: 1 } })
    expect(lines[1]).to.equal(`{"v":1,"type":"blob","n":1,"data":{"a":"[REDACTED:anthropic]"${mark}}}\n`)
  })

  it('lose a key within a mark as well, and count it', () => {
    const { lines, use } = storeOf()
    const used = use(`{"a":1,"cache_control":{"type":"${key}"}}`)
    expect(used).to.deep.equal({ n: 1, found: { anthropic: 1 } })
    expect(lines.join('')).not.to.include(key)
  })
})
