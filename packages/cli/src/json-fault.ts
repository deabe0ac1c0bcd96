/** Where a text stops being JSON (RFC 8259), and what was expected there. */
export interface JsonFault {
  /** In UTF-16 code units. */
  readonly offset: number;
  readonly expected: string;
}

/** What may come next. */
type State = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or }' | ', or ]' | 'end';

const words: Readonly<Record<State, string>> = {
  value: 'a value',
  'value or ]': 'a value or "]"',
  name: 'a name in quotes',
  'name or }': 'a name in quotes or "}"',
  ':': '":"',
  ', or }': '"," or "}"',
  ', or ]': '"," or "]"',
  end: 'the end',
};

const space = /[ \t\n\r]*/y;
const string = /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[ !#-[\]-\uffff]*)*"/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const literal = /true|false|null/y;

/** Finds the first place where a text is no JSON: the platforms tell it in words of their own, or not at all. */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: ('{' | '[')[] = [];
  let state: State = 'value';
  let at = 0;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found !== null;
  };
  const after = (): State => (open.length === 0 ? 'end' : open.at(-1) === '{' ? ', or }' : ', or ]');
  while (take(space) && at < text.length) {
    const character = text[at] as string;
    const isValue = state === 'value' || state === 'value or ]';
    const isName = state === 'name' || state === 'name or }';
    if (isValue && (character === '{' || character === '[')) {
      open.push(character);
      state = character === '{' ? 'name or }' : 'value or ]';
      at++;
    } else if (state.endsWith(character) && /[\]}:]/.test(character)) {
      if (character === ':') state = 'value';
      else {
        open.pop();
        state = after();
      }
      at++;
    } else if (character === ',' && state.startsWith(',')) {
      state = open.at(-1) === '{' ? 'name' : 'value';
      at++;
    } else if (isName && take(string)) {
      state = ':';
    } else if (isValue && (take(string) || take(number) || take(literal))) {
      state = after();
    } else {
      const isString = character === '"' && (isValue || isName);
      return { offset: at, expected: isString ? 'a string that ends on its line' : words[state] };
    }
  }
  return state === 'end' ? undefined : { offset: at, expected: words[state] };
}
