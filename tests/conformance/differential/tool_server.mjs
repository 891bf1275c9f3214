// One of the three programs that answer tool calls on a pipe (tool_server_main.cpp says how), and what to ask of it.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/// ASCII only: readline also ends a line at U+2028.
export function asLine(value) {
  return `${JSON.stringify(value).replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

export class ToolServer {
  constructor(name, program, args) {
    this.name = name;
    this.child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.child.stdin.on('error', () => {}); // its end is told by `ended`
    this.waiting = [];
    this.answers = [];
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      const answer = JSON.parse(line);
      const next = this.waiting.shift();
      if (next) next.resolve(answer);
      else this.answers.push(answer);
    });
    this.ended = new Promise((resolve) => {
      const end = (how) => {
        for (const { reject } of this.waiting.splice(0)) reject(new Error(`${name} ended (${how}) before it answered`));
        resolve(how);
      };
      this.child.once('error', (error) => end(error.message));
      this.child.once('close', end);
    });
  }

  answer() {
    if (this.answers.length > 0) return Promise.resolve(this.answers.shift());
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  async ready() {
    const answer = await this.answer();
    if (!answer.ready) throw new Error(`${this.name} said ${JSON.stringify(answer)}`);
  }

  async ask(request) {
    this.child.stdin.write(asLine(request));
    const answer = await this.answer();
    if (answer.broken) throw new Error(`${this.name}: ${answer.broken}`);
    return answer;
  }

  async close() {
    this.child.stdin.end();
    return this.ended;
  }
}
