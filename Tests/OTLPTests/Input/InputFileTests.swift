import Glibc
import Testing

@testable import DossierOTLP

/// Files, pipes and standard input, and what stands in their way.
@Suite struct InputFileTests {
    @Test func readsFilesOfEveryEncoding() throws {
        let folder = TemporaryFolder()
        for wrapping in DecodedInputTests.wrappings {
            let encoded = wrapping.wrap(InputFixtures.messages)
            let file = folder.write("input", encoded)
            var input = try DecodedInput(path: file)
            let name = input.name
            #expect(name == file)
            let encoding = input.encoding
            #expect(encoding == wrapping.encoding)
            let encodedByteCount = input.encodedByteCount
            #expect(encodedByteCount == UInt64(encoded.count))
            let drained = try DrainedInput(&input)
            #expect(drained.bytes == wrapping.expected(InputFixtures.messages))
            let encodedBytesRead = input.encodedBytesRead
            #expect(encodedBytesRead == UInt64(encoded.count))
        }
    }

    @Test func readsALargeFilePastItsBuffer() throws {
        let folder = TemporaryFolder()
        let content = InputFixtures.megabytes
        let file = folder.write("input.jsonl", content)
        for readSize in [1_000, 1 << 16, 4 << 20] {
            let drained = try DrainedInput(path: file, readSize: readSize)
            #expect(drained.bytes == content)
            #expect(drained.encodedBytesRead == UInt64(content.count))
        }
    }

    @Test func readsAPipe() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { close(ends[0]) }
        let encoded = InputFixtures.gzip(InputFixtures.lines[0])
        #expect(write(ends[1], encoded, encoded.count) == encoded.count)
        close(ends[1])
        var input = try DecodedInput(path: "/dev/fd/\(ends[0])")
        let encodedByteCount = input.encodedByteCount
        #expect(encodedByteCount == nil)
        #expect(try DrainedInput(&input).bytes == InputFixtures.lines[0])
        let warning = input.truncationWarning
        #expect(warning == nil)
    }

    @Test(.timeLimit(.minutes(15)))
    func deliversWhatAPipeHasWithoutWaitingForMore() throws {
        let line = InputFixtures.lines[1]
        for encoded in [line, InputFixtures.flushedZstd(line), InputFixtures.gzip(line)] {
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            #expect(write(ends[1], encoded, encoded.count) == encoded.count)
            var input = try DecodedInput(path: "/dev/fd/\(ends[0])")
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 1)
            defer { buffer.deallocate() }
            var read: [UInt8] = []
            while read.count < line.count {
                let count = try input.read(into: buffer)
                try #require(count > 0)
                read += buffer.prefix(count)
            }
            #expect(read == line)
            close(ends[1])
            #expect(try input.read(into: buffer) == 0)
            close(ends[0])
        }
    }

    /// Standard input is one for the whole process; no other test reads it.
    @Test func readsStandardInputAlsoIfItIsNonBlocking() throws {
        let original = dup(STDIN_FILENO)
        let writer = try #require(popen("sleep 0.1; printf '{\"a\":'; sleep 0.1; printf '1}'", "r"))
        let descriptor = fileno(writer)
        #expect(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0)
        dup2(descriptor, STDIN_FILENO)
        defer {
            dup2(original, STDIN_FILENO)
            close(original)
            pclose(writer)
        }
        var input = try DecodedInput(path: "-")
        let isStandardInput = input.isStandardInput
        #expect(isStandardInput)
        let name = input.name
        #expect(name == "standard input")
        let encodedByteCount = input.encodedByteCount
        #expect(encodedByteCount == nil)
        #expect(try DrainedInput(&input).text == #"{"a":1}"#)
    }

    @Test func reportsAFileThatShrinks() throws {
        let folder = TemporaryFolder()
        let file = folder.write("input.jsonl", Array(InputFixtures.megabytes.prefix(2 << 20)))
        var input = try DecodedInput(path: file)
        #expect(truncate(file, 1 << 20) == 0)
        let drained = try DrainedInput(&input)
        #expect(drained.bytes.count == 1 << 20)
        #expect(drained.isTruncated)
        #expect(
            drained.warning == "\(file): shrank from 2097152 to 1048576 bytes while it was read; "
                + "read it again when nothing writes to it"
        )
    }

    @Test func namesAMissingFileAndWhatToDo() throws {
        let error = try #require(throws: InputError.self) {
            _ = try DrainedInput(path: "/nowhere/traces.jsonl")
        }
        #expect(error.code == .missing)
        #expect(error.cause == ENOENT)
        #expect(
            error.description
                == "cannot open '/nowhere/traces.jsonl': No such file or directory; check the "
                + "path; relative paths start at the current directory"
        )
    }

    @Test func refusesAFolder() throws {
        let folder = TemporaryFolder()
        let error = try #require(throws: InputError.self) {
            _ = try DrainedInput(path: folder.path)
        }
        #expect(error.code == .isFolder)
        #expect(
            error.description == "'\(folder.path)' is a directory, not a file; pass the files in it"
        )
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything"))
    func refusesAFileThatMayNotBeRead() throws {
        let folder = TemporaryFolder()
        let file = folder.write("secret.jsonl")
        chmod(file, 0)
        let error = try #require(throws: InputError.self) { _ = try DrainedInput(path: file) }
        #expect(error.code == .permissionDenied)
    }

    @Test func distinguishesErrorsOfTheSystem() {
        let naming = { InputError.naming("a", otherwise: .openFailed, cause: $0) }
        #expect(naming(ENOTDIR).code == .missing)
        #expect(naming(EACCES).code == .permissionDenied)
        #expect(naming(EPERM).code == .permissionDenied)
        #expect(naming(EMFILE).code == .openFailed)
        #expect(naming(EMFILE).description.contains("ulimit -n"))
        #expect(
            InputError(.readFailed, path: "-", byteOffset: 42, cause: EIO).description
                == "reading standard input failed at byte 42: Input/output error; check the disk "
                + "or the process writing to the pipe, then run again"
        )
    }

    @Test func reportsWhereAReadFails() throws {
        // The memory of a process is a file that opens, and fails at the address zero.
        let error = try #require(throws: InputError.self) {
            _ = try DrainedInput(path: "/proc/self/mem")
        }
        #expect(error.code == .readFailed)
        #expect(error.byteOffset == 0)
        #expect(error.cause == EIO)
    }
}
