// gRPC server reflection, v1 and v1alpha (the same messages under two names), over the generated descriptors: with
// it stock clients need no schema on disk.
import { ServerReflection } from '@acorde/protocol/gen/grpc/reflection/v1/reflection_pb.ts';
import { ServerReflection as ServerReflectionAlpha } from '@acorde/protocol/gen/grpc/reflection/v1alpha/reflection_pb.ts';
import { createRegistry, type DescFile, type DescService, type Registry, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { Code, type ConnectRouter } from '@connectrpc/connect';

/** What either version asks, as generated. */
interface Question {
  readonly host: string;
  readonly messageRequest: { readonly case?: string | undefined; readonly value?: unknown };
}

export function reflectionService(router: ConnectRouter, services: readonly DescService[]): void {
  const all = [...services, ServerReflection, ServerReflectionAlpha];
  const files = filesByName(all);
  const registry = createRegistry(...files.values());
  const answer = (question: Question) => ({
    validHost: question.host,
    originalRequest: question,
    messageResponse: respond(question, all, files, registry),
  });
  router.service(ServerReflection, {
    async *serverReflectionInfo(requests) {
      for await (const request of requests) yield answer(request) as never;
    },
  });
  router.service(ServerReflectionAlpha, {
    async *serverReflectionInfo(requests) {
      for await (const request of requests) yield answer(request) as never;
    },
  });
}

function respond(
  { messageRequest: { case: kind, value } }: Question,
  services: readonly DescService[],
  files: ReadonlyMap<string, DescFile>,
  registry: Registry,
) {
  switch (kind) {
    case 'listServices': {
      const service = services
        .map(({ typeName }) => ({ name: typeName }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      return { case: 'listServicesResponse', value: { service } };
    }
    case 'fileByFilename':
      return fileResponse(files.get(String(value)));
    case 'fileContainingSymbol':
      return fileResponse(fileOf(String(value), registry));
    case 'allExtensionNumbersOfType':
      return registry.getMessage(String(value))
        ? { case: 'allExtensionNumbersResponse', value: { baseTypeName: String(value), extensionNumber: [] } }
        : errorResponse(Code.NotFound, 'no such type');
    case 'fileContainingExtension':
      return errorResponse(Code.NotFound, 'there are no extensions');
    default:
      return errorResponse(Code.InvalidArgument, 'a question without a kind');
  }
}

function fileResponse(file: DescFile | undefined) {
  if (!file) return errorResponse(Code.NotFound, 'no such file or symbol');
  const fileDescriptorProto = closureOf(file).map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto));
  return { case: 'fileDescriptorResponse', value: { fileDescriptorProto } };
}

function errorResponse(errorCode: Code, errorMessage: string) {
  return { case: 'errorResponse', value: { errorCode, errorMessage } };
}

/** The file that declares a service, method, message, enum or field. */
function fileOf(symbol: string, registry: Registry): DescFile | undefined {
  const parent = symbol.slice(0, symbol.lastIndexOf('.'));
  return (registry.get(symbol) ?? registry.get(parent))?.file;
}

function filesByName(services: readonly DescService[]): Map<string, DescFile> {
  const files = services.flatMap(({ file }) => closureOf(file));
  return new Map(files.map((file) => [file.proto.name, file]));
}

/** A file and everything it imports, each once. */
function closureOf(file: DescFile, seen = new Set<DescFile>()): DescFile[] {
  if (seen.has(file)) return [];
  seen.add(file);
  return [file, ...file.dependencies.flatMap((dependency) => closureOf(dependency, seen))];
}
