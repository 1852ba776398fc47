// Sends a file with XMLHttpRequest: the only request of a browser that tells how much of a body has gone.
import { uploadUrl } from '../api/api-client.ts';
import { ApiError } from '../api/call.ts';
import type { Problem, UploadReply } from '../wire-rest.ts';
import type { Send, UploadEnd } from './upload.ts';

export const xhrUpload: Send = (file, peerId, onSent) => {
  const request = new XMLHttpRequest();
  const done = new Promise<UploadEnd>((resolve, reject) => {
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () => {
      if (request.status === 200 || request.status === 201) resolve(endOf(request));
      else reject(problemOf(request));
    };
    request.onerror = () => reject(new ApiError('NETWORK', 0, 'no answer'));
    request.onabort = () => reject(new ApiError('CANCELLED', 0, 'cancelled'));
  });
  request.open('POST', uploadUrl(file.name, peerId));
  request.setRequestHeader('content-type', file.type || 'application/octet-stream');
  request.send(file);
  return { done, cancel: () => request.abort() };
};

function endOf(request: XMLHttpRequest): UploadEnd {
  return { reply: JSON.parse(request.responseText) as UploadReply, created: request.status === 201 };
}

function problemOf(request: XMLHttpRequest): ApiError {
  try {
    const problem = JSON.parse(request.responseText) as Partial<Problem>;
    return new ApiError(
      problem.code ?? `HTTP_${request.status}`,
      request.status,
      problem.detail ?? problem.title ?? '',
    );
  } catch {
    return new ApiError(`HTTP_${request.status}`, request.status, '');
  }
}
