import { expect } from 'chai'
import {
  Normalizer,
  ownPattern,
  pathPattern,
  slugOf,
  usualPatterns,
} from '../../../src/recording/matching/patterns.ts'

const normal = (text: string, folder?: string): string => new Normalizer().text(text, folder)

describe('the normal form of a text', () => {
  const pairs: Readonly<Record<string, readonly [string, string]>> = {
    'the day': ["Today's date is 2026-11-26.", "Today's date is 2031-01-05."],
    'a moment': ['at 2026-11-26T20:46:24.123Z', 'at 2027-01-01T00:00:00+01:00'],
    'what date prints': ['Thu Nov 26 20:46:24 UTC 2026', 'Fri Jan 1 00:00:01 CET 2027'],
    'what ls prints': ['root 4096 Nov 26 20:55 .', 'root 4096 Jan  1 00:01 .'],
    'seconds since 1970': ['stamp=1795726530533', 'stamp=1795799999999'],
    'a UUID': ['13434c48-5a06-47a9-b24d-7841188a7fac', '00000000-5a06-47a9-b24d-7841188a7fac'],
    'a temporary folder': ['/tmp/client-2at5cb/work', '/tmp/client-xyz/work'],
    'one of macOS': ['/private/var/folders/ab/cd12/T/x1/work', '/var/folders/ef/gh/T/y/work'],
    'one of Windows': [
      'C:\\Users\\anna\\AppData\\Local\\Temp\\x1\\work',
      'C:\\Users\\ben\\AppData\\Local\\Temp\\y\\work',
    ],
    'somebody’s home': ['/home/anna/project/a.ts', '/Users/ben/project/a.ts'],
    'a folder by the name that Claude Code makes of it': [
      '.claude/projects/-tmp-client-2at5cb-work/memory/',
      '.claude/projects/-srv-app/memory/',
    ],
    'how long it took': ['142 passing (12s), 340 ms, 1.5 seconds', '142 passing (9s), 12 ms, 2 seconds'],
    'a duration by name': ['<usage>duration_ms: 268</usage>', '<usage>duration_ms: 31</usage>'],
    'a commit': ['[main 3f9a2c1] Fix', '[main 00ab12f] Fix'],
    'an agent': ["to: 'a42c328153ae38c4c'", "to: 'ac31b7b054c4a89a1'"],
    'a process': ['pid: 4711, process 12', 'pid: 1, process 99999'],
    'a port': ['http://localhost:3000/x, port 3000', 'http://localhost:41235/x, port 41235'],
    'the version of Claude Code': ['Claude Code v2.1.330', 'Claude Code v2.1.332'],
    'a reminder': [
      'done<system-reminder>\nmind the todos\n</system-reminder>',
      'done<system-reminder>The file changed</system-reminder>',
    ],
    'the environment': ['<env>\nPlatform: linux\n</env>', '<env>\nPlatform: darwin\n</env>'],
    'the environment as a list': [
      'You are in:\n - Platform: linux\n - OS Version: Linux 6.1\n',
      'You are in:\n - Platform: darwin\n - OS Version: Darwin 25\n',
    ],
  }
  for (const [what, [one, other]] of Object.entries(pairs)) {
    it(`is the same whatever ${what} is`, () => {
      expect(normal(one)).to.equal(normal(other))
      expect(normal(one)).not.to.equal(one)
    })
  }

  const kept = [
    'src/a.ts:10:20 is the line',
    'deadbee and facade are words, 1234567 is a number',
    'version 2.1.330 of another program',
    '3 files changed, 10 insertions(+)',
    '/code/app/src/main.ts',
    'It takes two sessions',
  ]
  for (const text of kept) it(`keeps "${text}"`, () => expect(normal(text)).to.equal(text))

  it('knows the folder where the client works, its slug too, and no folder that begins alike', () => {
    const at = (folder: string) => `${folder}/a.ts, ${folder}. ${folder}-2/b.ts ${slugOf(folder)}/memory`
    expect(normal(at('/code/app'), '/code/app')).to.equal(
      '<folder>/a.ts, <folder>. /code/app-2/b.ts <folder>/memory',
    )
    expect(normal('/code/app.old', '/code/app')).to.equal('/code/app.old')
    expect(pathPattern('/a(b)+').test('/a(b)+/c')).to.equal(true)
  })

  it('leaves out what a person’s own pattern finds', () => {
    const own = new Normalizer([ownPattern('build-\\d+')])
    expect(own.text('build-17 is green')).to.equal(own.text('build-18 is green'))
    expect(() => ownPattern('(')).to.throw(SyntaxError)
  })

  it('is remembered for long texts, by folder, and is no other for being remembered', () => {
    const normalizer = new Normalizer()
    const text = `${'word '.repeat(100)}in /code/app on 2026-11-26`
    const first = normalizer.text(text, '/code/app')
    expect(normalizer.text(text, '/code/app')).to.equal(first)
    expect(first.endsWith('in <folder> on <date>')).to.equal(true)
    expect(normalizer.text(text, '/code/other').endsWith('in /code/app on <date>')).to.equal(true)
  })

  it('takes no longer than the text is long', () => {
    const hostile = ['a'.repeat(100_000), '1:'.repeat(50_000), '/tmp/'.repeat(20_000), '<env>'.repeat(20_000)]
    for (const text of hostile) expect(normal(text)).to.be.a('string')
    expect(usualPatterns.every(({ finds }) => finds.global)).to.equal(true)
  })
})
