import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { requestClasses } from '../../src/core/who.ts'
import { unpackRope } from '../../src/recording/rope.ts'
import { type Line, type Rope, schemaName, schemaVersion } from '../../src/recording/schema.ts'
import { fieldsOf } from '../support/fields.ts'
import { packBodies } from '../support/packed-bodies.ts'
import { codeIn, type Page, readPages, rowsOf, sectionOf } from '../support/pages.ts'
import { type PlainExchange, plainHead, plainLines, writeLines } from '../support/recordings.ts'
import { makeTree, type Tree } from '../support/tree.ts'

const root = process.cwd()
const schema = 'src/recording/schema.ts'

const page = (): Page => {
  const found = readPages(root).find(({ path }) => path === 'docs/recording-format.md')
  if (!found) throw new Error('there is no docs/recording-format.md')
  return found
}

/** Section -> where its type is declared. */
const tables: Readonly<Record<string, readonly [path: string, type: string]>> = {
  head: [schema, 'HeadLine'],
  blob: [schema, 'BlobLine'],
  open: [schema, 'OpenLine'],
  exchange: [schema, 'ExchangeLine'],
  tail: [schema, 'TailLine'],
  'A body': [schema, 'PackedBody'],
  'An attempt': [schema, 'RecordedAttempt'],
  cost: [schema, 'RecordedCost'],
  who: ['src/core/who.ts', 'Who'],
  timing: ['src/core/exchange.ts', 'Timing'],
  choice: ['src/core/exchange.ts', 'Choice'],
  cache: ['src/recording/cache-verdict.ts', 'CacheVerdict'],
}
/** Of every line; and names of plugins, which no reader needs. */
const elsewhere = new Set(['v', 'type'])

describe('docs/recording-format.md', () => {
  for (const [section, [path, type]] of Object.entries(tables)) {
    it(`lists every field of ${type} and no other, and says which are always there`, () => {
      const rows = rowsOf(sectionOf(page(), section)).map(([field = '', there]) => ({
        name: codeIn(field)[0],
        isAlways: there === 'always',
      }))
      const fields = fieldsOf(root, path, type).filter(({ name }) => !elsewhere.has(name))
      expect(rows.map(({ name }) => name)).to.have.members(fields.map(({ name }) => name))
      // Of a blob either one or the other.
      if (type === 'BlobLine') return
      const always = fields.filter(({ isOptional }) => !isOptional).map(({ name }) => name)
      expect(rows.filter(({ isAlways }) => isAlways).map(({ name }) => name)).to.have.members(always)
    })
  }

  it('names every type of line, the schema, its version and every class', () => {
    const [version, type] = rowsOf(sectionOf(page(), 'Every line')).map(row => row[2] ?? '')
    expect(version).to.equal(`the version of the format, ${schemaVersion}`)
    const types = ['head', 'blob', 'open', 'exchange', 'tail'] satisfies Line['type'][]
    expect(codeIn(type ?? '')).to.deep.equal(types)
    expect(sectionOf(page(), 'head').text).to.include(`\`${schemaName}\``)
    const classes = rowsOf(sectionOf(page(), 'who')).find(([field]) => field === '`class`')
    expect(codeIn(classes?.[2] ?? '')).to.deep.equal([...requestClasses])
  })

  it('shows of each piece of a rope what it gives', async () => {
    const blobs = ['{"a":"x"}', '{"b":2}', '{"c":3}']
    const rows = rowsOf(sectionOf(page(), 'Ropes'))
    expect(rows).to.have.lengthOf(5)
    for (const [what, , piece = '', gives = ''] of rows) {
      const rope = [JSON.parse(codeIn(piece)[0] ?? '')] as Rope
      const bytes = await unpackRope(rope, async n => Buffer.from(blobs[n] ?? ''))
      const shown = codeIn(gives)[0] ?? 'two bytes, ff fe'
      expect(
        bytes.toString() === shown || `two bytes, ${bytes.toString('hex', 0, 1)} fe` === shown,
        what,
      ).to.equal(true)
    }
  })
})

describe('the programs of docs/recording-format.md', () => {
  let tree: Tree
  let path: string
  before(() => {
    tree = makeTree({})
    path = join(tree.root, 'run.jsonl')
    for (const { language, text } of page().blocks) {
      const name = /^\/\/ (\S+\.mjs)$/m.exec(text)?.[1]
      if (language === 'js' && name) writeFileSync(join(tree.root, name), text)
    }
  })
  after(() => tree.remove())

  const print = (name: string, ...parameters: readonly string[]): Buffer =>
    execFileSync(process.execPath, [join(tree.root, name), path, ...parameters])

  const exchanges: readonly PlainExchange[] = [1, 2].map(n => ({
    request: {
      model: `asked-${n}`,
      max_tokens: 5,
      messages: [{ role: 'user', content: `grün \u2028 ${n}` }],
    },
    end: { usage: { input_tokens: n, output_tokens: 7 }, choice: { backend: 'b', model: 'm', reason: 'r' } },
  }))

  it('print every request with its end, and pass over what is torn', async () => {
    await writeLines(path, plainLines(exchanges))
    writeFileSync(path, '{"v":1,"type":"open","id":"req_3","se', { flag: 'a' })
    expect(String(print('requests.mjs'))).to.equal('#1 asked-1 m answered 1 7\n#2 asked-2 m answered 2 7\n')
  })

  it('print the exact bytes of a request that is written plainly', async () => {
    await writeLines(path, plainLines(exchanges))
    expect(String(print('request.mjs', '2'))).to.equal(JSON.stringify(exchanges[1]?.request))
  })

  it('print the exact bytes of a request that is made of pieces of every form', async () => {
    const block = (text: string, mark: boolean) => ({
      type: 'text',
      text: `${text} ✓ \u2028 grün`,
      ...(mark && { cache_control: { type: 'ephemeral' } }),
    })
    const turn = (count: number) => ({
      model: 'm',
      messages: Array.from({ length: count }, (_, n) => ({
        role: n % 2 ? 'assistant' : 'user',
        content: [block(`${n}`, n === count - 1)],
      })),
    })
    const bodies = [
      Buffer.from(JSON.stringify(turn(3))),
      Buffer.from(JSON.stringify(turn(5))),
      Buffer.from(JSON.stringify(turn(2), undefined, 2)),
      Buffer.from([0x7b, 0xff, 0xfe]),
    ]
    const { packed, lines } = await packBodies(bodies)
    const opens = packed.map(({ body }, index) => {
      const seq = index + 1
      const [, open] = plainLines([
        {
          request: { model: 'm', max_tokens: 1, messages: [] },
          open: { id: `req_${seq}`, seq, request: body },
        },
      ])
      return `${JSON.stringify(open)}\n`
    })
    writeFileSync(path, [`${JSON.stringify(plainHead)}\n`, ...lines, ...opens].join(''))
    const forms = packed.flatMap(({ body }) => body.rope.map(formOf))
    expect(new Set(forms)).to.deep.equal(new Set(['string', 'number', 'span', 'insert', 'base64']))
    for (const [index, body] of bodies.entries())
      expect(print('request.mjs', `${index + 1}`).equals(body), `#${index + 1}`).to.equal(true)
  })
})

function formOf(piece: Rope[number]): string {
  if (typeof piece !== 'object') return typeof piece
  if (Array.isArray(piece)) return 'span'
  return 'base64' in piece ? 'base64' : 'insert'
}
