/** What differs between two runs of the same work and means nothing: moments, random names, places, numbers of processes. */

/** Text that a pattern finds is replaced, so that it is equal wherever it stands. */
export interface Pattern {
  readonly finds: RegExp
  readonly leaves: string
}

/** Source of a pattern for a tag with what is in it, up to the first end. A beginning that has no end costs no search through the rest. */
export const element = (tag: string): string => `<${tag}>(?:(?!<${tag}>)[\\s\\S])*?</${tag}>`

const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\\.?'
const day = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*'
const clock = '\\d{1,2}:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?(?: ?[AP]M)?'
const name = '[^\\s/\\\\"\'`:;,()<>|*?]+'

/** In this order: what is longer comes before what would find a part of it. */
export const usualPatterns: readonly Pattern[] = [
  // Claude Code adds them as it sees fit, some by the clock.
  { finds: new RegExp(`${element('system-reminder')}\\s*`, 'g'), leaves: '' },
  { finds: new RegExp(element('env'), 'g'), leaves: '<env>' },
  // The same facts where Claude Code lists them without tags.
  {
    finds: /^ *- (?:Primary working directory|Is a git repository|Platform|Shell|OS Version): .*$/gm,
    leaves: '<env>',
  },
  { finds: /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/gi, leaves: '<uuid>' },
  {
    finds: /\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|[+-]\d\d:?\d\d))?)?/g,
    leaves: '<date>',
  },
  {
    finds: new RegExp(
      `\\b(?:${day},? )?(?:${month} +\\d{1,2}|\\d{1,2} ${month})(?:,? \\d{4})?(?:,? ${clock})?(?: [A-Z]{2,5}\\b)?(?: \\d{4})?`,
      'g',
    ),
    leaves: '<date>',
  },
  // Behind a colon it is line and column of a file.
  { finds: new RegExp(`(?<![\\w:.])${clock}\\b`, 'gi'), leaves: '<time>' },
  // Seconds or milliseconds since 1970.
  { finds: /(?<![\w.])1[6-9]\d{8}(?:\d{3})?(?![\w.])/g, leaves: '<time>' },
  {
    finds: new RegExp(
      `(?:/private)?(?:/var/folders/${name}/${name}/T|/var/tmp|/tmp)/${name}|[A-Z]:\\\\Users\\\\${name}\\\\AppData\\\\Local\\\\Temp\\\\${name}`,
      'gi',
    ),
    leaves: '<temporary>',
  },
  {
    finds: new RegExp(`(?:/home/${name}|/Users/${name}|/root|[A-Z]:\\\\Users\\\\${name})(?=[/\\\\])`, 'g'),
    leaves: '<home>',
  },
  // Claude Code keeps files on a folder under a name that it makes of its path.
  { finds: /([\\/](?:projects|claude-\d+)[\\/])-[\w-]+/g, leaves: '$1<folder>' },
  { finds: /(\bduration\w*["']?\s*[:=]\s*)\d+(?:\.\d+)?/gi, leaves: '$1<duration>' },
  {
    finds: /(?<![\w.])\d+(?:\.\d+)? ?(?:ms|µs|ns|s|secs?|seconds?|mins?|minutes?|hours?)\b/g,
    leaves: '<duration>',
  },
  // Commits, and the ids of Claude Code's agents: a digit and a letter, or it is a number or a word.
  { finds: /\b(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{7,64}\b/g, leaves: '<hash>' },
  { finds: /\b(pid|process id|process)([ :=#"]+)\d+/gi, leaves: '$1$2<number>' },
  { finds: /((?:\blocalhost|\b127\.0\.0\.1|\b0\.0\.0\.0|\[::1?\]):)\d+/gi, leaves: '$1<port>' },
  { finds: /\b(port[ :=#"]+)\d+/gi, leaves: '$1<port>' },
  { finds: /\b(Claude Code|claude-cli|claude-code)([ /@]v?)\d+\.\d+\.\d+[\w.-]*/gi, leaves: '$1$2<version>' },
]

/** A pattern of a person's own. Throws a `SyntaxError` where it is none. */
export const ownPattern = (source: string): Pattern => ({ finds: new RegExp(source, 'g'), leaves: '<own>' })

/** Characters from which a text is worth remembering, and how many of them are. */
const [longText, mostRemembered] = [200, 64_000_000]

/** Replaces what patterns find. Histories repeat themselves with every turn: long texts are looked through once. */
export class Normalizer {
  readonly #patterns: readonly Pattern[]
  readonly #known = new Map<string, string>()
  #size = 0

  /** `own` come first. */
  constructor(own: readonly Pattern[] = []) {
    this.#patterns = [...own, ...usualPatterns]
  }

  /** `folder`: where the client works, which may lie anywhere. */
  text(text: string, folder?: string): string {
    if (text.length < longText) return this.#replaced(text, folder)
    const key = `${folder ?? ''}\0${text}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const normal = this.#replaced(text, folder)
    this.#remember(key, normal)
    return normal
  }

  #replaced(text: string, folder: string | undefined): string {
    return this.#patterns.reduce(
      (result, { finds, leaves }) => result.replace(finds, leaves),
      folder === undefined
        ? text
        : text.replace(pathPattern(folder), '<folder>').replaceAll(slugOf(folder), '<folder>'),
    )
  }

  #remember(key: string, normal: string): void {
    this.#size += key.length + normal.length
    if (this.#size > mostRemembered) {
      this.#known.clear()
      this.#size = key.length + normal.length
    }
    this.#known.set(key, normal)
  }
}

/** A path wherever it ends, and no longer one that begins alike. */
export const pathPattern = (path: string): RegExp => new RegExp(`${literal(path)}(?![\\w-]|\\.\\w)`, 'g')

/** A name of letters, digits and hyphens, and no longer one that holds it. */
export const idPattern = (id: string): RegExp => new RegExp(`(?<![\\w-])${literal(id)}(?![\\w-])`, 'g')

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** A folder as Claude Code names its own files on it: `/code/app` is `-code-app`. */
export const slugOf = (folder: string): string => folder.replace(/[^A-Za-z0-9]/g, '-')
