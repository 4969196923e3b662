import { join } from 'node:path'
import { expect } from 'chai'
import { runOwnTests, testFileOf } from '../../src/commands/plugin-tests.ts'
import { makeTree } from '../support/tree.ts'

const test = (body: string): string =>
  `import { test } from 'node:test'\nimport plugin from './mine.ts'\n${body}\n`

async function running(body: string | undefined) {
  const tree = makeTree({
    'mine.ts': "export default () => ({ name: 'mine' as const, apiVersion: 1 })\n",
    ...(body !== undefined && { 'mine.test.ts': test(body) }),
  })
  try {
    return await runOwnTests(join(tree.root, 'mine.ts'), 'tap')
  } finally {
    tree.remove()
  }
}

describe('the tests beside a plugin', function () {
  this.timeout(30_000)

  it('have its name, and its ending', () => {
    expect(testFileOf('/a/mine.ts')).to.equal('/a/mine.test.ts')
    expect(testFileOf('/a/mine.mjs')).to.equal('/a/mine.test.mjs')
  })
  it('run in a process of their own, TypeScript included', async () => {
    const run = await running(
      "test('is called mine', () => { if (plugin().name !== 'mine') throw new Error('no') })",
    )
    expect(run, run?.output).to.deep.include({ passed: true })
    expect(run?.output).to.contain('is called mine')
  })
  it('fail with a test that fails, and with a file that does not load', async () => {
    const failed = await running("test('fails', async () => { throw new Error('on purpose') })")
    expect(failed?.passed).to.equal(false)
    expect(failed?.output).to.contain('on purpose')
    const broken = await running("throw new Error('at once')")
    expect(broken?.passed).to.equal(false)
    expect(broken?.output).to.match(/mine\.test\.ts:3: .*at once/)
  })
  it('are none where there is no such file', async () => {
    expect(await running(undefined)).to.equal(undefined)
  })
})
