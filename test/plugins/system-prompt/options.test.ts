import { expect } from 'chai'
import { systemPromptOptions } from '../../../plugins/system-prompt/options.ts'

const issuesOf = async (options: unknown) => {
  const result = await systemPromptOptions['~standard'].validate(options)
  return (result.issues ?? []).map(({ path = [], message }) => `${path.join('.')}: ${message}`)
}

describe('the options of system-prompt', () => {
  it('may all be left out, and all be given', async () => {
    expect(await systemPromptOptions['~standard'].validate(undefined)).to.deep.equal({ value: {} })
    const rule = {
      when: 'main >10k',
      prepend: 'First.',
      append: 'Last.',
      replace: { Bash: 'shell', 'a b': '' },
    }
    const pairs = {
      replace: [
        ['Bash', 'shell'],
        [/\d+/g, ''],
      ],
    }
    expect(await issuesOf({ ...rule, rules: [pairs, {}] })).to.deep.equal([])
  })
  it('are refused by name where they are wrong', async () => {
    const replace = "replace: must be an object such as { 'old words': 'new words' }, or a list of such pairs"
    const cases: readonly (readonly [unknown, RegExp | string])[] = [
      [[], ': must be an object with when, prepend, append, replace, rules'],
      [{ append: ' ' }, 'append: must be a text that is not empty'],
      [{ prepend: ['x'] }, 'prepend: must be a text that is not empty'],
      [{ replace: 'x' }, replace],
      [{ replace: { '': 'x' } }, replace],
      [{ replace: [['a']] }, replace],
      [{ replace: [['a', 1]] }, replace],
      [{ when: '' }, /^when: must be words/],
      [{ rules: [{ when: '<few' }] }, /^rules\.0\.when: "<few" is no size/],
      [{ text: 'x' }, 'text: unknown; known are when, prepend, append, replace, rules'],
    ]
    for (const [options, issue] of cases) {
      const [found, ...others] = await issuesOf(options)
      expect(others).to.deep.equal([])
      if (typeof issue === 'string') expect(found).to.equal(issue)
      else expect(found).to.match(issue)
    }
  })
})
