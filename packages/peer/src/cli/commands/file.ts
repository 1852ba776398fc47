import type { Command } from 'commander';
import type { CliDeps } from '../cli-deps.ts';
import { type Context, type ContextNeeds, withContext } from '../context.ts';
import type { GlobalOptions } from '../global-options.ts';
import { type FindOptions, findFiles, listFiles } from './file-find.ts';
import { type GetOptions, getFile } from './file-get.ts';
import { type MoveOptions, renameFile } from './file-mv.ts';
import { type PinOptions, pinFile } from './file-pin.ts';
import { type PutOptions, putFiles } from './file-put.ts';
import { type RemoveOptions, removeFile } from './file-rm.ts';
import { statFile } from './file-stat.ts';
import { whole } from './network.ts';

const EXAMPLES = `
Examples:
  acorde file put *.flac                       several files, each under its own name
  acorde file put photos                       a folder; back as a tree with: acorde file get photos
  tar c photos | acorde file put - --name photos.tar
  acorde file find "blue" --json               search all peers
  acorde file ls --peer peer-3                 the index of one peer
  acorde file get song.flac -o copy.flac       by name, by id, or by the first digits of an id
  acorde file get 5f2c90ab -o - | mpv -
`;

/** `acorde file` */
export function addFileCommands(program: Command, deps: CliDeps): void {
  const file = program
    .command('file')
    .description('Put, get, find and delete')
    .addHelpText('after', EXAMPLES);
  const run = <O extends GlobalOptions>(
    command: Command,
    needs: ContextNeeds,
    verb: (context: Context, options: O) => Promise<void>,
  ) => {
    const options = command.optsWithGlobals<O>();
    return withContext(deps, options, needs, (context) => verb(context, options));
  };
  file
    .command('put')
    .description('put files and folders into the network')
    .argument('<path...>', 'files and folders; - is the standard input')
    .option('--name <name>', 'the name to share it under; that of the file unless given')
    .option('--media-type <type>', 'its media type; guessed from the name unless given')
    .option('--replace', 'remove what the asked peer shared under the name before')
    .action((paths: string[], _options: object, command: Command) =>
      run<PutOptions>(command, { transfers: true }, (context, options) => putFiles(context, paths, options)),
    );
  file
    .command('get')
    .description('fetch a file, or a folder, from whoever has it, and verify it')
    .argument('<file>', 'its id, the first digits of it, or its name')
    .option('-o, --out <path>', 'where to; its name in this folder unless given; - is the standard output')
    .action((wanted: string, _options: object, command: Command) =>
      run<GetOptions>(command, { transfers: true }, (context, options) => getFile(context, wanted, options)),
    );
  file
    .command('stat')
    .description('what the network knows of a file')
    .argument('<file>', 'its id, the first digits of it, or its name')
    .action((wanted: string, _options: object, command: Command) =>
      run(command, {}, (context) => statFile(context, wanted)),
    );
  file
    .command('pin')
    .description('give a file that is only shared from a folder replicas, and share it from the asked peer')
    .argument('<file>', 'its id, the first digits of it, or its name')
    .option('--name <name>', 'the name to share it under; its own unless given')
    .action((wanted: string, _options: object, command: Command) =>
      run<PinOptions>(command, {}, (context, options) => pinFile(context, wanted, options)),
    );
  addSearches(file, run);
  file
    .command('mv')
    .description('give a file another name')
    .argument('<file>', 'its id, the first digits of it, or its name')
    .argument('<name>', 'the new name')
    .option('--entry <id>', 'which of its entries, when it has several')
    .action((wanted: string, name: string, _options: object, command: Command) =>
      run<MoveOptions>(command, {}, (context, options) => renameFile(context, wanted, name, options)),
    );
  file
    .command('rm')
    .description('remove the entries of a file, or one entry')
    .argument('[file]', 'its id, the first digits of it, or its name')
    .option('--entry <id>', 'only this entry')
    .action((wanted: string | undefined, _options: object, command: Command) =>
      run<RemoveOptions>(command, {}, (context, options) => removeFile(context, wanted, options)),
    );
}

type Run = <O extends GlobalOptions>(
  command: Command,
  needs: ContextNeeds,
  verb: (context: Context, options: O) => Promise<void>,
) => Promise<void>;

function addSearches(file: Command, run: Run): void {
  file
    .command('ls')
    .description("list a peer's own index: the asked one, or that of --peer")
    .option('--type <type>', 'only this media type, or kind: image/png, or image')
    .option('--min <bytes>', 'only files of at least so many bytes', whole(0, Number.MAX_SAFE_INTEGER))
    .option('--max <bytes>', 'only files of at most so many bytes', whole(0, Number.MAX_SAFE_INTEGER))
    .option('--limit <n>', 'at most this many', whole(1, 1000), 1000)
    .option('--page-token <token>', 'go on behind a page')
    .action((_options: object, command: Command) =>
      run<FindOptions>(command, { peerIsSubject: true }, listFiles),
    );
  file
    .command('find')
    .description('search the names of files on all peers')
    .argument('[text]', 'words, a prefix or any part of a name', '')
    .option('--type <type>', 'only this media type, or kind: image/png, or image')
    .option('--min <bytes>', 'only files of at least so many bytes', whole(0, Number.MAX_SAFE_INTEGER))
    .option('--max <bytes>', 'only files of at most so many bytes', whole(0, Number.MAX_SAFE_INTEGER))
    .option('--limit <n>', 'at most this many', whole(1, 1000), 100)
    .option('--page-token <token>', 'go on behind a page')
    .action((text: string, _options: object, command: Command) =>
      run<FindOptions>(command, {}, (context, options) => findFiles(context, text, options)),
    );
}
