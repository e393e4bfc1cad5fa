extension InputFormatGuess {
    /// The name for messages.
    package var name: String { refusal.name }

    /// What the input is, and what can be done about it.
    package var refusal: InputRefusal {
        archive ?? telemetry ?? text ?? other
    }

    private var telemetry: InputRefusal? {
        switch self {
        case .prometheusText:
            InputRefusal(
                "Prometheus or OpenMetrics text",
                "convert it with the Collector: let its prometheus receiver scrape it, and write it"
                    + " with the file exporter"
            )
        case .collectorDebugText:
            InputRefusal(
                "text of the collector's debug exporter",
                "use the Collector's file exporter instead"
            )
        case .javaScriptConsole:
            InputRefusal("what JavaScript's console exporter prints", InputRefusal.useFileExporter)
        case .dotNetConsole:
            InputRefusal("what .NET's console exporter prints", InputRefusal.useFileExporter)
        case .javaConsole:
            InputRefusal(
                "what Java's logging exporter prints",
                "use the exporters logging-otlp or otlp instead, which write OTLP"
            )
        case .pythonMetricConsole:
            InputRefusal(
                "what Python's console exporter prints of metrics",
                InputRefusal.useFileExporter
            )
        case .sqlite:
            InputRefusal(
                "a SQLite database (possibly a dossier)",
                "a dossier is queried as it is: try `dossier info` with its path"
            )
        case .parquet: InputRefusal("a Parquet file", InputRefusal.exportAsOTLP)
        case .arrowFile: InputRefusal("an Arrow IPC file", InputRefusal.exportAsOTLP)
        case .arrowStream: InputRefusal("an Arrow IPC stream", InputRefusal.exportAsOTLP)
        case .avro: InputRefusal("an Avro file", InputRefusal.exportAsOTLP)
        case .pcap:
            InputRefusal(
                "a capture of network packets",
                "ingest the bodies of OTLP/HTTP requests; Wireshark exports them"
            )
        default: nil
        }
    }

    private var archive: InputRefusal? {
        let unpack = "unpack it and ingest the folder"
        switch self {
        case .zip:
            return InputRefusal("a zip archive", "unpack it (`unzip`) and ingest the folder")
        case .tar:
            return InputRefusal("a tar archive", "unpack it (`tar -xf`) and ingest the folder")
        case .sevenZip: return InputRefusal("a 7-Zip archive", unpack)
        case .rar: return InputRefusal("a RAR archive", unpack)
        case .xz: return InputRefusal("xz-compressed data", "decompress it with `xz -d`")
        case .bzip2: return InputRefusal("bzip2-compressed data", "decompress it with `bzip2 -d`")
        case .lz4Frame: return InputRefusal("lz4-compressed data", "decompress it with `lz4 -d`")
        case .snappyFrames:
            return InputRefusal("snappy-compressed data", "decompress it with `snzip -d`")
        case .zlib:
            return InputRefusal(
                "zlib-compressed data, without the header of gzip",
                "decompress it with `pigz -dz`"
            )
        case .gzipInside:
            return InputRefusal(
                "gzip-compressed data inside another compression",
                "decompress the outer one first"
            )
        case .zstdInside:
            return InputRefusal(
                "zstd-compressed data inside another compression",
                "decompress the outer one first"
            )
        default: return nil
        }
    }

    private var text: InputRefusal? {
        switch self {
        case .utf16Text:
            InputRefusal(
                "text in UTF-16 (JSON is UTF-8)",
                "convert it with `iconv -f UTF-16 -t UTF-8`"
            )
        case .utf32Text:
            InputRefusal(
                "text in UTF-32 (JSON is UTF-8)",
                "convert it with `iconv -f UTF-32 -t UTF-8`"
            )
        case .markup:
            InputRefusal(
                "an HTML or XML document",
                "it may be the error page of a download; download the file again"
            )
        case .plainText: .notJSON
        default: nil
        }
    }

    private var other: InputRefusal {
        switch self {
        case .png: InputRefusal("a PNG image", InputRefusal.nameOTLP)
        case .jpeg: InputRefusal("a JPEG image", InputRefusal.nameOTLP)
        case .gif: InputRefusal("a GIF image", InputRefusal.nameOTLP)
        case .pdf: InputRefusal("a PDF document", InputRefusal.nameOTLP)
        case .elf: InputRefusal("an ELF executable", InputRefusal.nameOTLP)
        case .wasm: InputRefusal("a WebAssembly module", InputRefusal.nameOTLP)
        case .hdf5: InputRefusal("an HDF5 file", InputRefusal.nameOTLP)
        default:
            InputRefusal(
                "binary data of an unknown format",
                "only OTLP can be ingested; if it is compressed, decompress it first"
            )
        }
    }
}
