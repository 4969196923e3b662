import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { linesOf } from '../../src/recording/lines.ts'
import { makeTree, type Tree } from '../support/tree.ts'

const megabyte = 1024 * 1024

describe('cutting a file into lines', () => {
  let tree: Tree
  beforeEach(() => {
    tree = makeTree({})
  })
  afterEach(() => tree.remove())

  async function linesIn(content: string | Buffer, from = 0): Promise<[number, string, boolean][]> {
    const path = join(tree.root, 'lines')
    await writeFile(path, content)
    const file = await open(path)
    try {
      const found: [number, string, boolean][] = []
      for await (const { offset, bytes, isWhole } of linesOf(file, from))
        found.push([offset, String(bytes), isWhole])
      return found
    } finally {
      await file.close()
    }
  }

  it('says of each where it begins, in bytes, and that it is whole', async () =>
    expect(await linesIn('grün\n✓✓\nend\n')).to.deep.equal([
      [0, 'grün', true],
      [6, '✓✓', true],
      [13, 'end', true],
    ]))

  it('says of a last line without its break that it is not whole', async () =>
    expect(await linesIn('one\ntw')).to.deep.equal([
      [0, 'one', true],
      [4, 'tw', false],
    ]))

  it('leaves empty lines out, and counts them', async () =>
    expect(await linesIn('\n\none\n\ntwo\n')).to.deep.equal([
      [2, 'one', true],
      [7, 'two', true],
    ]))

  it('begins where it is told', async () => {
    expect(await linesIn('one\ntwo\n', 4)).to.deep.equal([[4, 'two', true]])
    expect(await linesIn('one\ntwo\n', 3)).to.deep.equal([[4, 'two', true]])
    expect(await linesIn('one\n', 100)).to.deep.equal([])
  })

  it('finds none in an empty file', async () => expect(await linesIn('')).to.deep.equal([]))

  for (const length of [megabyte - 1, megabyte, megabyte + 1, 5 * megabyte + 3]) {
    it(`puts a line of ${length} bytes together, whatever the reads cut through`, async () => {
      const long = '✓'.repeat(length).slice(0, Math.ceil(length / 3))
      const found = await linesIn(`short\n${long}\nend\n`)
      expect(found.map(([, text]) => text.length)).to.deep.equal([5, long.length, 3])
      expect(found[1]?.[1] === long).to.equal(true)
      expect(found[2]).to.deep.equal([7 + Buffer.byteLength(long), 'end', true])
    })
  }

  it('finds a break that is the last byte of a read, and the first', async () => {
    for (const length of [megabyte - 1, megabyte]) {
      const found = await linesIn(`${'x'.repeat(length)}\nnext`)
      expect(found.map(([offset, text]) => [offset, text.length])).to.deep.equal([
        [0, length],
        [length + 1, 4],
      ])
    }
  })
})
