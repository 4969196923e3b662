import { expect } from 'chai'
import { ownCommand } from '../../src/commands/own-command.ts'

describe('the words that start this program again', () => {
  const words = (script: string, env: Record<string, string> = {}, execArgv: readonly string[] = []) =>
    ownCommand({ argv: ['/usr/bin/node', script], execArgv, env })

  it('are its name where that started it', () =>
    expect(words('/usr/local/bin/claudecodex')).to.deep.equal(['claudecodex']))
  it('are those of npx where that fetched it', () =>
    expect(words('/tmp/_npx/1/node_modules/.bin/claudecodex', { npm_command: 'exec' })).to.deep.equal([
      'npx',
      'claudecodex',
    ]))
  it('are node, its flags and the file in a clone', () => {
    expect(words('/srv/clone/dist/src/cli.js', { npm_command: 'run-script' })).to.deep.equal([
      'node',
      '/srv/clone/dist/src/cli.js',
    ])
    expect(words('/srv/clone/src/cli.ts', {}, ['--import', 'tsx'])).to.deep.equal([
      'node',
      '--import',
      'tsx',
      '/srv/clone/src/cli.ts',
    ])
  })
})
