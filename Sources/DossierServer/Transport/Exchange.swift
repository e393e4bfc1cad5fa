internal import NIOCore
internal import NIOHTTP1

/// Answers one request.
struct Exchange: Sendable {
    /// How far an answer has come.
    enum Outcome: Sendable {
        /// These parts are still to be sent, then the end of the answer.
        case whole([HTTPServerResponsePart], keepsAlive: Bool)
        /// The client has gone, or the rest of the answer can't be made.
        case cut
    }

    let request: AdmittedRequest
    let channel: any Channel
    /// The address of the client; the channel forgets it when the client leaves.
    let client: String?
    let version: HTTPVersion
    let keepsAlive: Bool
    let server: ServerCore

    /// Bodies below this length are not worth compressing.
    private static let compressedByteMin = 1024

    /// Makes the answer, and sends all of it but its end.
    func run() async -> Outcome {
        let start = ContinuousClock.now
        let response = await self.response()
        let result =
            switch response.body {
            case .bytes(let bytes): await write(response, bytes)
            case .stream(let body): await write(response, body)
            }
        server.log(
            request,
            client: client,
            status: result.status,
            byteCount: result.byteCount,
            since: start
        )
        return result.outcome
    }

    /// What has become of an answer, and what the access log says of it.
    private struct Result {
        var outcome: Outcome
        var status: Int
        var byteCount: Int
    }

    private func response() async -> HTTPResponse {
        do {
            // It may have waited for a thread.
            guard !cancellation.isCancelled else { throw CancellationError() }
            var request = request.request
            if self.request.route.readsRows { await request.stores.settle() }
            let response = try await self.request.route.handler(request)
            return response.warning(of: request.stores.unsettled)
        } catch {
            return failed(error)
        }
    }

    private func failed(_ error: any Error) -> HTTPResponse {
        request.route.errors.answer(to: HTTPFailure(error, cancellation), request.request)
    }

    private func write(_ response: HTTPResponse, _ bytes: [UInt8]) async -> Result {
        var response = response
        var bytes = bytes
        if compresses(response), bytes.count >= Self.compressedByteMin, var encoder = GzipEncoder()
        {
            bytes = encoder.encode(bytes, .finish)
            response.headers.add("Content-Encoding", "gzip")
        }
        var head = self.head(response)
        if response.status != 204, response.status != 304 {
            head.headers.add(name: "Content-Length", value: String(bytes.count))
        }
        var result = Result(
            outcome: .whole([.head(head)], keepsAlive: keepsAlive),
            status: response.status,
            byteCount: isHeadRequest ? 0 : bytes.count
        )
        if result.byteCount > ChannelWriter.pieceByteCount {
            let writer = self.writer(head, isCompressed: false)
            do {
                try await writer.write(bytes)
                result.outcome = .whole([], keepsAlive: keepsAlive)
            } catch {
                result = cut(writer, error)
            }
        } else if result.byteCount > 0 {
            let body = HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: bytes)))
            result.outcome = .whole([.head(head), body], keepsAlive: keepsAlive)
        }
        return result
    }

    private func write(
        _ response: HTTPResponse,
        _ body: @Sendable (any ResponseWriter) async throws -> Void
    ) async -> Result {
        let isCompressed = compresses(response)
        var head = self.head(response)
        if isCompressed { head.headers.add(name: "Content-Encoding", value: "gzip") }
        // Otherwise the answer ends with the connection.
        if version == .http1_1, !isHeadRequest {
            head.headers.add(name: "Transfer-Encoding", value: "chunked")
        }
        let writer = self.writer(head, isCompressed: isCompressed)
        do {
            try await body(writer)
            if let whole = try await writer.finish() { return await write(response, whole) }
        } catch {
            guard writer.hasBegun else {
                let failed = failed(error)
                guard case .bytes(let bytes) = failed.body else { return cut(writer, error) }
                return await write(failed, bytes)
            }
            return cut(writer, error)
        }
        return Result(
            outcome: .whole([], keepsAlive: keepsAlive),
            status: response.status,
            byteCount: writer.byteCount
        )
    }

    /// An answer whose status has been sent before it failed; the log gets the status that tells why.
    private func cut(_ writer: ChannelWriter, _ error: any Error) -> Result {
        let isGone = !channel.isActive && !cancellation.isTimedOut
        let status = isGone ? 499 : HTTPFailure(error, cancellation).status
        return Result(outcome: .cut, status: status, byteCount: writer.byteCount)
    }

    private var cancellation: Cancellation { request.request.cancellation }

    private var isHeadRequest: Bool { request.request.method == .head }

    private func writer(_ head: HTTPResponseHead, isCompressed: Bool) -> ChannelWriter {
        ChannelWriter(
            head: head,
            channel: channel,
            budget: server.answers,
            cancellation: cancellation,
            isCompressed: isCompressed,
            isHeadRequest: isHeadRequest
        )
    }

    private func compresses(_ response: HTTPResponse) -> Bool {
        response.headers["content-encoding"] == nil
            && response.headers["content-type"] != "text/event-stream"
            && GzipEncoder.isAccepted(request.request.headers)
    }

    private func head(_ response: HTTPResponse) -> HTTPResponseHead {
        var fields = response.headers
        fields.allowReading(from: request.allowedOrigin)
        var headers = HTTPHeaders(fields.all)
        server.addCommonFields(to: &headers)
        headers.add(name: "Vary", value: "Accept-Encoding")
        if !keepsAlive { headers.add(name: "Connection", value: "close") }
        return HTTPResponseHead(
            version: version,
            status: HTTPResponseStatus(statusCode: response.status),
            headers: headers
        )
    }
}
