/** Splits a line of haproxy.cfg: blanks separate, quotes and backslashes protect, `#` starts a comment. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  let word = '';
  let open = false;
  let quote = '';
  for (let index = 0; index < line.length; index += 1) {
    const letter = line.charAt(index);
    if (letter === '\\' && quote !== "'") {
      index += 1;
      word += line.charAt(index);
      open = true;
    } else if (quote !== '') {
      if (letter === quote) quote = '';
      else word += letter;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
      open = true;
    } else if (letter === '#') break;
    else if (letter === ' ' || letter === '\t') {
      if (open) words.push(word);
      word = '';
      open = false;
    } else {
      word += letter;
      open = true;
    }
  }
  if (open) words.push(word);
  return words;
}
