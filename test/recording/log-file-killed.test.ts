import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { linesOf } from '../../src/recording/lines.ts'
import { Recording } from '../../src/recording/recording.ts'
import { makeTree, type Tree } from '../support/tree.ts'

const program = fileURLToPath(new URL('../support/numbered-lines.ts', import.meta.url))
const times = 10

describe('a recording whose program is killed while it writes', () => {
  let tree: Tree
  beforeEach(() => {
    tree = makeTree({})
  })
  afterEach(() => tree.remove())

  /** Kills the program after some of its output; gives the numbers that it had printed. */
  async function recordAndKill(path: string, chunks: number): Promise<readonly number[]> {
    const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=source', program, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    let left = chunks
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      left -= 1
      if (left === 0) child.kill('SIGKILL')
    })
    const [, signal] = (await once(child, 'close')) as [number | null, string | null]
    expect(signal).to.equal('SIGKILL')
    return output.slice(0, output.lastIndexOf('\n')).split('\n').map(Number)
  }

  async function numbersIn(path: string): Promise<readonly number[]> {
    const file = await open(path)
    const numbers: number[] = []
    for await (const { bytes, isWhole } of linesOf(file)) {
      const line = isWhole ? (JSON.parse(bytes.toString()) as { readonly number?: number }) : {}
      if (line.number !== undefined) numbers.push(line.number)
    }
    await file.close()
    return numbers
  }

  for (let time = 1; time <= times; time += 1)
    it(`has every line that was handed over in time, and one torn line at most (${time} of ${times})`, async () => {
      const path = join(tree.root, 'a.jsonl')
      const printed = await recordAndKill(path, 1 + Math.floor(Math.random() * 12))
      const numbers = await numbersIn(path)
      expect(printed.length).to.be.above(0)
      expect(numbers).to.deep.equal([...numbers.keys()].map(index => index + 1))
      expect(numbers.length).to.be.at.least(printed.at(-1) ?? 0)
      const recording = await Recording.open([path])
      expect(recording.state).to.deep.include({ damaged: 0, isClosed: false })
      await recording.close()
    }).timeout(30_000)
})
