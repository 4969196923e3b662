import { type FileHandle, open, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { BlobTable } from '../../src/recording/blob-table.ts'
import { linesOf } from '../../src/recording/lines.ts'
import { RecordingError } from '../../src/recording/recording-error.ts'
import { failureOf } from '../support/failure.ts'
import { makeTree, type Tree } from '../support/tree.ts'

const line = (n: number, rest: string): string => `{"v":1,"type":"blob","n":${n},${rest}}`
const megabyte = 1024 * 1024

describe('the blobs of a file', () => {
  let tree: Tree
  let path: string
  const files: FileHandle[] = []
  beforeEach(() => {
    tree = makeTree({})
    path = join(tree.root, 'blobs')
  })
  afterEach(async () => {
    for (const file of files.splice(0)) await file.close()
    tree.remove()
  })

  async function tableOf(text: string) {
    await writeFile(path, text)
    const file = await open(path)
    files.push(file)
    const table = new BlobTable(file)
    const taken: boolean[] = []
    for await (const { bytes, offset } of linesOf(file)) taken.push(table.add(bytes, offset))
    return { table, taken }
  }

  it('are read as they stand on their lines, byte by byte', async () => {
    const data = '{"a": 1.50, "b":"\\u00e9 grün ✓ }"}'
    const { table, taken } = await tableOf(`${line(0, `"data":${data}`)}\n${line(1, '"data":[1]')}\n`)
    expect(taken).to.deep.equal([true, true])
    expect(table.size).to.equal(2)
    expect(String(await table.read(0))).to.equal(data)
    expect(String(await table.read(1))).to.equal('[1]')
  })

  it('are read from their text where they would break a line', async () => {
    const { table } = await tableOf(`${line(0, `"text":${JSON.stringify('{\r\n "a": "✓"}')}`)}\n`)
    expect(String(await table.read(0))).to.equal('{\r\n "a": "✓"}')
  })

  it('leave other lines to others', async () => {
    const { taken } = await tableOf(
      ['{"v":1,"type":"open","id":"x"}', '{"v":1,"type":"blob","n":0,"data":{"a"', 'blob', ''].join('\n'),
    )
    expect(taken).to.deep.equal([false, false, false])
  })

  it('are found in a file whose line breaks have become those of Windows', async () => {
    const { table, taken } = await tableOf(`${line(0, '"data":{"a":1}')}\r\n`)
    expect(taken).to.deep.equal([true])
    expect(String(await table.read(0))).to.equal('{"a":1}')
  })

  it('are missing by name', async () => {
    const { table } = await tableOf(`${line(0, '"data":1')}\n`)
    const failure = await failureOf(table.read(7))
    expect(failure).to.be.instanceOf(RecordingError)
    expect(failure.message).to.equal('blob 7 is missing: a line of the file is damaged or was removed')
  })

  it('are damaged by name', async () => {
    const { table } = await tableOf(`${line(3, '"text":"no end')}\n`)
    const failure = await failureOf(table.read(3))
    expect(failure).to.be.instanceOf(RecordingError)
    expect(failure.message).to.equal('blob 3 is damaged: its line cannot be read')
  })

  it('say when the file has become shorter', async () => {
    const { table } = await tableOf(`${line(0, '"data":{"a":1}')}\n`)
    await truncate(path, 30)
    expect(await failureOf(table.read(0))).to.be.instanceOf(RecordingError)
  })

  it('are the later of two with one number, even where the first was read already', async () => {
    const torn = line(0, '"data":{"a":{"b":1}')
    const { table } = await tableOf(`${torn}\n`)
    expect(String(await table.read(0))).to.equal('{"a":{"b":1}')
    const whole = line(0, '"data":{"a":{"b":1}}')
    await writeFile(path, `${torn}\n${whole}\n`)
    table.add(Buffer.from(whole), torn.length + 1)
    expect(String(await table.read(0))).to.equal('{"a":{"b":1}}')
  })

  it('are read once, however many ask for them at the same time, and kept as long as there is room', async () => {
    const text = (letter: string) => `"${letter.repeat(megabyte)}"`
    const { table } = await tableOf(
      `${['a', 'b'].map((letter, n) => `${line(n, `"data":${text(letter)}`)}\n`).join('')}`,
    )
    await Promise.all(Array.from({ length: 100 }, () => table.read(0)))
    await table.read(1)
    await truncate(path, 0)
    expect((await table.read(0)).equals(Buffer.from(text('a')))).to.equal(true)
  })

  it('are given up, the oldest first, when there are too many to keep', async () => {
    const letters = Array.from({ length: 9 }, (_, n) => String.fromCharCode(97 + n))
    const { table } = await tableOf(
      letters.map((letter, n) => `${line(n, `"data":"${letter.repeat(8 * megabyte)}"`)}\n`).join(''),
    )
    for (const n of letters.keys()) await table.read(n)
    await truncate(path, 0)
    expect((await table.read(8)).length).to.equal(8 * megabyte + 2)
    expect(await failureOf(table.read(0))).to.be.instanceOf(RecordingError)
  })
})
