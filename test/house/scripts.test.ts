import { spawnSync } from 'node:child_process'
import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { makeTree } from '../support/tree.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const own = (path: string): string => readFileSync(join(root, path), 'utf8')

interface Result {
  readonly code: number | null
  readonly output: string
}

function runIn(
  files: Readonly<Record<string, string>>,
  program: string,
  ...parameters: readonly string[]
): Result {
  const tree = makeTree(files)
  try {
    if (program.startsWith('.')) chmodSync(join(tree.root, program), 0o755)
    const { status, stdout, stderr } = spawnSync(program, parameters, { cwd: tree.root, encoding: 'utf8' })
    return { code: status, output: stdout + stderr }
  } finally {
    tree.remove()
  }
}

describe('.ci/run', function () {
  this.timeout(30_000)

  /** A project whose two commands print what mocha would, and end with a code. */
  const project = (test: readonly [string, number], e2e: readonly [string, number]) => {
    const script = ([text, code]: readonly [string, number]) =>
      `node -e "console.log('${text}');process.exit(${code})"`
    return {
      '.ci/run': own('.ci/run'),
      'package.json': JSON.stringify({ scripts: { test: script(test), 'test:e2e': script(e2e) } }),
    }
  }
  const lastLine = ({ output }: Result): string | undefined => output.trimEnd().split('\n').at(-1)

  it('ends with the sum of all test runs', () => {
    const result = runIn(project(['tests  1.0 s  12 passing', 0], ['  3 passing (2s)', 0]), './.ci/run')
    expect(result.code, result.output).to.equal(0)
    expect(lastLine(result)).to.equal('15 passed, 0 failed')
  })
  it('fails with the tests, and counts those that failed', () => {
    const result = runIn(
      project(['12 passing', 0], [String.raw`  3 passing (2s)\n  2 failing`, 2]),
      './.ci/run',
    )
    expect(result.code).to.equal(2)
    expect(lastLine(result)).to.equal('15 passed, 2 failed')
  })
  it('fails with whatever comes before the tests, and goes no further', () => {
    const result = runIn(project(['lint  0.2 s  FAILED', 1], ['  3 passing (2s)', 0]), './.ci/run')
    expect(result.code).to.equal(1)
    expect(lastLine(result)).to.equal('0 passed, 1 failed')
  })
})

describe('scripts/build.mjs --if-sources', () => {
  const script = { 'scripts/build.mjs': own('scripts/build.mjs') }

  it('does nothing in an installed package, which has no sources', () => {
    const result = runIn(script, process.execPath, 'scripts/build.mjs', '--if-sources')
    expect(result).to.deep.equal({ code: 0, output: '' })
  })
  it('says what is missing where there is no compiler', () => {
    const files = { ...script, 'src/index.ts': 'export {}\n' }
    const result = runIn(files, process.execPath, 'scripts/build.mjs', '--if-sources')
    expect(result.code).to.equal(0)
    expect(result.output).to.contain('npm install')
  })
})

describe('package-lock.json', () => {
  it('names the optional packages of every system, without which `npm ci` refuses it', () => {
    const { packages } = JSON.parse(own('package-lock.json')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>
    }
    const missing = Object.entries(packages).flatMap(([folder, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        name => !packages[`node_modules/${name}`] && !packages[`${folder}/node_modules/${name}`],
      ),
    )
    expect(missing).to.deep.equal([])
  })
  it('names no host', () => {
    expect(own('package-lock.json')).not.to.match(/"resolved": "http/)
  })
})
