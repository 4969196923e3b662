import { execFileSync } from 'node:child_process'
import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { expect } from 'chai'
import { RecordedFile } from '../../src/recording/recorded-file.ts'
import { RecordingError } from '../../src/recording/recording-error.ts'
import type { Line } from '../../src/recording/schema.ts'
import { failureOf } from '../support/failure.ts'
import { packedPlainly, plainHead, plainLines } from '../support/recordings.ts'
import { makeTree, type Tree } from '../support/tree.ts'

const request = (text: string) => ({
  model: 'm',
  max_tokens: 5,
  messages: [{ role: 'user' as const, content: text }],
})
const textOf = (lines: readonly (Line | object)[]): string =>
  lines.map(line => `${JSON.stringify(line)}\n`).join('')
const three = () => plainLines([1, 2, 3].map(n => ({ request: request(`grün ✓ ${n}`), end: {} })))
/** Head, then `open` and `exchange` of each, then the end. */
const linesOfThree = () => three().map(line => `${JSON.stringify(line)}\n`)

describe('one file of a recording', () => {
  let tree: Tree
  let path: string
  const files: RecordedFile[] = []
  beforeEach(() => {
    tree = makeTree({})
    path = join(tree.root, 'run.jsonl')
  })
  afterEach(async () => {
    for (const file of files.splice(0)) await file.close()
    tree.remove()
  })

  async function read(content: string | Buffer): Promise<RecordedFile> {
    await writeFile(path, content)
    const file = await RecordedFile.open(path)
    files.push(file)
    return file
  }
  const summary = (file: RecordedFile) => ({
    ended: [...file.exchanges.values()].map(({ seq, end }) => `${seq}${end ? '' : ' open'}`).join(),
    damaged: file.damaged,
    isTorn: file.isTorn,
    isClosed: file.tail !== undefined,
  })
  const whole = { ended: '1,2,3', damaged: 0, isTorn: false, isClosed: true }
  const refusal = async (content: string | Buffer): Promise<string> => {
    await writeFile(path, content)
    const failure = await failureOf(RecordedFile.open(path))
    expect(failure).to.be.instanceOf(RecordingError)
    return failure.message
  }

  it('is read whole', async () => {
    const file = await read(textOf(three()))
    expect(file.head).to.deep.equal(plainHead)
    expect(summary(file)).to.deep.equal(whole)
  })

  it('reports a torn last line, wherever it was cut, and completes it later', async () => {
    const lines = linesOfThree()
    const last = Buffer.from(lines[5] as string)
    const before = Buffer.from(lines.slice(0, 5).join(''))
    const inCharacter = last.indexOf(Buffer.from('✓')) + 1
    expect(inCharacter).to.be.above(0)
    for (const cut of [1, inCharacter, inCharacter + 1, last.length - 2]) {
      const file = await read(Buffer.concat([before, last.subarray(0, cut)]))
      expect(summary(file), `cut at ${cut}`).to.deep.equal({
        ended: '1,2',
        damaged: 0,
        isTorn: true,
        isClosed: false,
      })
      expect(await file.read()).to.deep.equal([])
      await appendFile(path, Buffer.concat([last.subarray(cut), Buffer.from(lines.slice(6).join(''))]))
      expect((await file.read()).map(({ seq }) => seq)).to.deep.equal([3, 3])
      expect(summary(file)).to.deep.equal(whole)
      const third = file.exchanges.get('req_3')
      expect(await third?.requestValue()).to.deep.equal(request('grün ✓ 3'))
    }
  })

  it('counts lines that are torn in the middle, and reads the rest', async () => {
    const lines = linesOfThree()
    const torn = (lines[3] as string).slice(0, 80)
    const file = await read([...lines.slice(0, 3), torn, '\n', ...lines.slice(3)].join(''))
    expect(summary(file)).to.deep.equal({ ...whole, damaged: 1 })
    expect(await file.exchanges.get('req_2')?.requestValue()).to.deep.equal(request('grün ✓ 2'))
  })

  it('makes nothing of the line break that is put before a line where the one before may be torn', async () => {
    const lines = linesOfThree()
    const file = await read([...lines.slice(0, 3), '\n', ...lines.slice(3), '\n\n'].join(''))
    expect(summary(file)).to.deep.equal(whole)
  })

  it('loses the exchange whose beginning is damaged, counts both its lines, and keeps the others', async () => {
    const lines = linesOfThree()
    lines[3] = `${(lines[3] as string).slice(0, 50)}\n`
    expect(summary(await read(lines.join('')))).to.deep.equal({ ...whole, ended: '1,3', damaged: 2 })
  })

  it('keeps the beginning of an exchange whose end is damaged', async () => {
    const lines = linesOfThree()
    lines[4] = 'oops\n'
    expect(summary(await read(lines.join('')))).to.deep.equal({ ...whole, ended: '1,2 open,3', damaged: 1 })
  })

  it('passes over zeros that a crash of the machine has left', async () => {
    const lines = linesOfThree()
    lines[4] = `${'\0'.repeat(5000)}\n`
    expect(summary(await read(lines.join('')))).to.deep.equal({ ...whole, ended: '1,2 open,3', damaged: 1 })
  })

  it('passes over types and fields that it does not know, and counts what is no line of ours', async () => {
    const lines = three().map(line => ({ ...line, new: { field: 1 } }))
    const file = await read(
      textOf([
        lines[0] as object,
        { v: 1, type: 'note', id: 'req_1' },
        { v: 9, type: 'x' },
        ...lines.slice(1),
      ]),
    )
    expect(summary(file)).to.deep.equal(whole)
    expect(summary(await read(`${textOf(lines)}[1]\n"text"\n5\nnull\n{"a":1}\n`)).damaged).to.equal(5)
  })

  it('is a head alone, with or without a line break', async () => {
    const none = { ended: '', damaged: 0, isTorn: false, isClosed: false }
    expect(summary(await read(textOf([plainHead])))).to.deep.equal(none)
    expect(summary(await read(JSON.stringify(plainHead)))).to.deep.equal(none)
  })

  it('takes a last line that only lacks its line break, and goes on behind it', async () => {
    const lines = linesOfThree()
    const file = await read(lines.slice(0, 6).join('').trimEnd())
    expect(summary(file)).to.deep.equal({ ...whole, ended: '1,2,3 open', isClosed: false, isTorn: false })
    await appendFile(path, `\n${lines.slice(6).join('')}`)
    expect(await file.read()).to.have.lengthOf(1)
    expect(summary(file)).to.deep.equal(whole)
  })

  it('takes no blob for whole that is cut behind a brace', async () => {
    const blob = '{"v":1,"type":"blob","n":0,"data":{"a":{"b":1}}}'
    const file = await read(`${textOf([plainHead])}${blob.slice(0, -1)}`)
    expect(file.isTorn).to.equal(true)
    const body = { rope: [0], bytes: 13, crc: crc32('{"a":{"b":1}}') }
    const [, open] = plainLines([{ request: request(''), open: { request: body } }])
    await appendFile(path, `}\n${textOf([open as Line])}`)
    const [exchange] = await file.read()
    expect(String(await exchange?.requestBytes())).to.equal('{"a":{"b":1}}')
  })

  it('reads a line of several megabytes', async () => {
    const large = request('✓'.repeat(2_500_000))
    const file = await read(textOf(plainLines([{ request: large, end: {} }, { request: request('small') }])))
    expect(file.exchanges.size).to.equal(2)
    expect(await file.exchanges.get('req_1')?.requestValue()).to.deep.equal(large)
  })

  it('reads a file whose line breaks have become those of Windows, blobs too', async () => {
    const body = { rope: ['[', 0, ']'], bytes: 9, crc: crc32('[{"a":1}]') }
    const lines = plainLines([{ request: request(''), open: { request: body }, end: {} }])
    const text = textOf([lines[0] as Line, { v: 1, type: 'blob', n: 0, data: { a: 1 } }, ...lines.slice(1)])
    const file = await read(text.replaceAll('\n', '\r\n'))
    expect(summary(file)).to.deep.equal({ ...whole, ended: '1' })
    expect(String(await file.exchanges.get('req_1')?.requestBytes())).to.equal('[{"a":1}]')
  })

  it('reads a file with a byte order mark', async () => {
    expect(summary(await read(`\ufeff${textOf(three())}`))).to.deep.equal(whole)
  })

  it('reads a head that is longer than most', async () => {
    const [head, ...rest] = three()
    const file = await read(textOf([{ ...head, notes: 'x'.repeat(200_000) }, ...rest]))
    expect(summary(file)).to.deep.equal(whole)
    expect(file.head.run).to.equal('run1')
  })

  it('reads files that were written one behind the other, each with its own blobs', async () => {
    const one = (text: string, n: number) => {
      const body = { rope: [0], bytes: text.length, crc: crc32(text) }
      const open = { id: `req_${n}`, seq: n, request: body }
      const [head, begin, end, tail] = plainLines(
        [{ request: request(''), open, end: { id: `req_${n}`, seq: n } }],
        { part: n },
      )
      return [head, { v: 1, type: 'blob', n: 0, data: JSON.parse(text) }, begin, end, tail] as Line[]
    }
    const file = await read(textOf([...one('{"a":1}', 1), ...one('{"b":22}', 2).slice(0, -1)]))
    expect(String(await file.exchanges.get('req_1')?.requestBytes())).to.equal('{"a":1}')
    expect(String(await file.exchanges.get('req_2')?.requestBytes())).to.equal('{"b":22}')
    expect(summary(file).isClosed).to.equal(false)
  })

  it('reads what was added once, however many ask at the same time', async () => {
    const lines = linesOfThree()
    const file = await read(lines.slice(0, 3).join(''))
    await appendFile(path, ['oops\n', ...lines.slice(3)].join(''))
    const news = await Promise.all([file.read(), file.read(), file.read()])
    expect(news.map(({ length }) => length)).to.deep.equal([4, 0, 0])
    expect(summary(file)).to.deep.equal({ ...whole, damaged: 1 })
  })

  it('says of a newer one which program reads it', async () => {
    expect(await refusal(textOf([{ ...plainHead, v: 2, program: '3.1.0-beta.2' }]))).to.equal(
      `${path} was written by claudecodex 3.1.0-beta.2, in version 2 of the format; this program reads version 1. ` +
        'Install the other: npm install -g claudecodex@3.1.0-beta.2',
    )
  })

  it('puts nothing into a command that a file makes up', async () => {
    const text = await refusal(textOf([{ ...plainHead, v: 2, program: '3.0.0; touch /tmp/x' }]))
    expect(text).to.match(/npm install -g claudecodex@latest$/)
    expect(text).not.to.include('touch')
  })

  it('says of an empty one that nothing was recorded in it', async () =>
    expect(await refusal('')).to.equal(`${path} is empty: nothing was recorded in it`))

  it('says what another file is, where that can be told', async () => {
    expect(await refusal('{"log":{"entries":[]}}')).to.equal(
      `${path} is no recording of claudecodex: it is a HAR file`,
    )
    expect(await refusal('time;model\n1;m\n')).to.equal(`${path} is no recording of claudecodex`)
    expect(await refusal(linesOfThree().slice(1).join(''))).to.include('whose first line is missing')
  })

  it('says what is no file', async () => {
    const missing = join(tree.root, 'missing.jsonl')
    expect((await failureOf(RecordedFile.open(missing))).message).to.equal(`there is no file ${missing}`)
    const folder = join(tree.root, 'folder')
    await mkdir(folder)
    const pipe = join(tree.root, 'pipe')
    execFileSync('mkfifo', [pipe])
    for (const other of [folder, pipe]) {
      const failure = await failureOf(RecordedFile.open(other))
      expect(failure).to.be.instanceOf(RecordingError)
      expect(failure.message).to.equal(`${other} is no file: name a recording, which ends in .jsonl`)
    }
    const below = join(tree.root, 'run.jsonl', 'x')
    await writeFile(path, '')
    expect((await failureOf(RecordedFile.open(below))).message).to.include(`${below} cannot be read: `)
  })

  it('has every body checked against what was sent', async () => {
    const text = textOf(three()).replace('grün ✓ 2', 'grün ✗ 2')
    const file = await read(text)
    expect(
      (await failureOf(file.exchanges.get('req_2')?.requestValue() as Promise<unknown>)).message,
    ).to.include('#2 cannot be read whole')
    expect(await file.exchanges.get('req_3')?.requestValue()).to.deep.equal(request('grün ✓ 3'))
    expect(packedPlainly(request('grün ✓ 3')).crc).to.be.a('number')
  })
})
