import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { sourceFlags } from '../support/command-line.ts'
import { makeTree } from '../support/tree.ts'

const program = fileURLToPath(new URL('../../src/commands/run-plugin-tests.ts', import.meta.url))

describe('the program that runs a plugin’s tests', function () {
  this.timeout(30_000)

  it('gives them claudecodex and its test kit, though nothing is installed', () => {
    const tree = makeTree({
      'mine.test.ts': [
        "import { test } from 'node:test'",
        "import { definePlugin } from 'claudecodex'",
        "import { runPlugin, textOf } from 'claudecodex/testing'",
        "test('answers', async () => {",
        "  const { message } = await runPlugin(definePlugin(() => ({ name: 'mine', apiVersion: 1 }))(), { upstream: 'Hi' })",
        "  if (textOf(message) !== 'Hi') throw new Error('no answer')",
        '})',
      ].join('\n'),
    })
    try {
      const words = [...sourceFlags, '--test-reporter=tap', program, join(tree.root, 'mine.test.ts')]
      const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
      expect(status, stdout + stderr).to.equal(0)
      expect(stdout).to.contain('ok 1 - answers')
    } finally {
      tree.remove()
    }
  })
})
