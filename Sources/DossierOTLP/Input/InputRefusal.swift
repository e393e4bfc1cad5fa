/// What an input is that is not OTLP, and what can be done about it.
package struct InputRefusal: Sendable, Hashable {
    /// Goes on from "this is".
    package let name: String
    /// What to do, as an order.
    package let remedy: String

    package init(_ name: String, _ remedy: String) {
        self.name = name
        self.remedy = remedy
    }

    /// For telemetry in a format that this program does not read.
    static let exportAsOTLP =
        "this format is not read yet; have the telemetry written as OTLP, for example by the"
        + " Collector's file exporter"
    /// For what an SDK prints for people.
    static let useFileExporter =
        "it is meant for people; set up the SDK's OTLP exporter instead, into a file or into a"
        + " Collector with the file exporter"
    /// For files that hold no telemetry.
    static let nameOTLP = "only OTLP can be ingested; name the files that hold it"

    static let notJSON = InputRefusal("text that is not JSON", nameOTLP)
    static let notOTLP = InputRefusal("JSON that is not OTLP", nameOTLP)
}
