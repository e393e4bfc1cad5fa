internal import NIOCore
internal import NIOHTTP1

/// Answers one request, on a thread for queries.
struct Exchange: Sendable {
    let request: AdmittedRequest
    let channel: any Channel
    let version: HTTPVersion
    let keepsAlive: Bool
    let server: ServerCore

    /// Bodies below this length are not worth compressing.
    private static let compressedByteMin = 1024

    /// Writes the answer; whether the connection can be used again.
    func run() async -> Bool {
        let start = ContinuousClock.now
        let response = await self.response()
        let isWhole: Bool
        switch response.body {
        case .bytes(let bytes): isWhole = await write(response, bytes)
        case .stream(let body): isWhole = await write(response, body)
        }
        server.log(request, response, isWhole: isWhole, ContinuousClock.now - start)
        return isWhole && keepsAlive
    }

    private func response() async -> HTTPResponse {
        do {
            return try await request.route.handler(request.request)
        } catch {
            return failed(error)
        }
    }

    private func failed(_ error: any Error) -> HTTPResponse {
        let failure = HTTPFailure(error, request.request.cancellation)
        return request.route.errors.answer(to: failure, request.request)
    }

    private func write(_ response: HTTPResponse, _ bytes: [UInt8]) async -> Bool {
        var response = response
        var bytes = bytes
        if compresses(response), bytes.count >= Self.compressedByteMin, var encoder = GzipEncoder()
        {
            bytes = encoder.encode(bytes, isLast: true)
            response.headers.add("Content-Encoding", "gzip")
        }
        var head = self.head(response)
        if response.status != 204 {
            head.headers.add(name: "Content-Length", value: String(bytes.count))
        }
        let buffer = isHeadRequest ? ByteBuffer() : ByteBuffer(bytes: bytes)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        if buffer.readableBytes > 0 {
            channel.write(HTTPServerResponsePart.body(.byteBuffer(buffer)), promise: nil)
        }
        return await end()
    }

    private func write(
        _ response: HTTPResponse,
        _ body: @Sendable (any ResponseWriter) async throws -> Void
    ) async -> Bool {
        var response = response
        let isCompressed = compresses(response)
        if isCompressed { response.headers.add("Content-Encoding", "gzip") }
        let writer = ChannelWriter(
            head: head(response),
            channel: channel,
            cancellation: request.request.cancellation,
            isCompressed: isCompressed,
            isHeadRequest: isHeadRequest
        )
        do {
            try await body(writer)
            try writer.finish()
        } catch {
            guard writer.hasBegun else {
                let failed = failed(error)
                guard case .bytes(let bytes) = failed.body else { return false }
                return await write(failed, bytes)
            }
            // The length is not known before the end, so a client sees that the answer is cut off.
            try? await channel.close()
            return false
        }
        return await end()
    }

    private func end() async -> Bool {
        do {
            try await channel.writeAndFlush(HTTPServerResponsePart.end(nil)).get()
            return true
        } catch {
            return false
        }
    }

    private var isHeadRequest: Bool { request.request.method == .head }

    private func compresses(_ response: HTTPResponse) -> Bool {
        response.headers["content-encoding"] == nil
            && response.headers["content-type"] != "text/event-stream"
            && GzipEncoder.isAccepted(request.request.headers)
    }

    private func head(_ response: HTTPResponse) -> HTTPResponseHead {
        var headers = HTTPHeaders(response.headers.all)
        server.addCommonFields(to: &headers)
        headers.add(name: "Vary", value: "Accept-Encoding")
        if let origin = request.allowedOrigin {
            headers.add(name: "Access-Control-Allow-Origin", value: origin)
            headers.add(name: "Vary", value: "Origin")
        }
        if !keepsAlive { headers.add(name: "Connection", value: "close") }
        return HTTPResponseHead(
            version: version,
            status: HTTPResponseStatus(statusCode: response.status),
            headers: headers
        )
    }
}
