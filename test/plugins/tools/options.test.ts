import { expect } from 'chai'
import { toolsOptions } from '../../../plugins/tools/options.ts'

const issuesOf = async (options: unknown) => {
  const result = await toolsOptions['~standard'].validate(options)
  return (result.issues ?? []).map(({ path = [], message }) => `${path.join('.')}: ${message}`)
}

describe('the options of tools', () => {
  it('may all be left out, and all be given', async () => {
    expect(await toolsOptions['~standard'].validate(undefined)).to.deep.equal({ value: {} })
    const rule = {
      when: 'subagent claude-haiku-* >10k',
      allow: ['Read', 'mcp__*'],
      deny: [],
      rename: { Bash: 'shell', 'mcp__*': 'm_*' },
      describe: { Bash: 'Runs.', 'm*': (text: string) => text },
    }
    expect(await issuesOf({ ...rule, rules: [rule, {}] })).to.deep.equal([])
  })
  it('are refused by name where they are wrong', async () => {
    const list = "must be a list of names or patterns such as ['mcp__*']"
    const cases: readonly (readonly [unknown, RegExp | string])[] = [
      [[], ': must be an object with when, allow, deny, rename, describe, rules'],
      [{ allow: 'Read' }, `allow: ${list}`],
      [{ deny: [''] }, `deny: ${list}`],
      [{ rename: { Bash: 'two words' } }, /^rename: must be an object such as/],
      [{ describe: { Bash: 3 } }, 'describe: must be an object of texts or functions by name'],
      [{ when: '>many' }, /^when: ">many" is no size/],
      [{ denies: [] }, 'denies: unknown; known are when, allow, deny, rename, describe, rules'],
      [{ rules: {} }, 'rules: must be a list'],
      [{ rules: [{ deny: 1 }] }, `rules.0.deny: ${list}`],
      [{ rules: [{ rules: [] }] }, 'rules.0.rules: unknown; known are when, allow, deny, rename, describe'],
    ]
    for (const [options, issue] of cases) {
      const [found, ...others] = await issuesOf(options)
      expect(others).to.deep.equal([])
      if (typeof issue === 'string') expect(found).to.equal(issue)
      else expect(found).to.match(issue)
    }
  })
})
