package import Dossier

/// One of the files that a server answers from.
package struct ServedStore: Sendable {
    /// The name of the store in URLs.
    package let name: String
    /// The file.
    package let file: DossierFile
    /// Takes requests of exporters; nil if the store is only read.
    package let ingestion: LiveIngestion?

    package init(name: String, file: DossierFile, ingestion: LiveIngestion? = nil) {
        self.name = name
        self.file = file
        self.ingestion = ingestion
    }
}

/// One of the files that a server can't answer from, as it could not be opened.
package struct UnopenedStore: Sendable {
    /// What stands for the file in URLs.
    package let name: String
    /// Why it could not be opened.
    package let error: DossierError

    package init(name: String, error: DossierError) {
        self.name = name
        self.error = error
    }

    /// What is told to those who ask for it.
    var failure: HTTPFailure {
        let failure = HTTPFailure(error, Cancellation())
        return HTTPFailure(
            failure.status,
            "the store \(name) could not be opened: \(failure.message)"
        )
    }
}

/// The stores that a request asks about: all of a server, or one that its path names.
package struct StoreSelection: Sendable {
    /// In the order in which they were given.
    package let stores: [ServedStore]
    /// Those that an answer should have been of, too.
    package let unopened: [UnopenedStore]
    /// Why rows of requests that were received are missing in stores.
    private(set) var unsettled: [HTTPFailure] = []

    package init(_ stores: [ServedStore], unopened: [UnopenedStore] = []) {
        self.stores = stores
        self.unopened = unopened
    }

    /// Their files.
    package var files: [DossierFile] { stores.map(\.file) }

    /// Why answers may lack something.
    var failures: [HTTPFailure] { unopened.map(\.failure) + unsettled }

    /// Has the rows of all requests stored that were received before, as far as they can be now.
    mutating func settle() async {
        for store in stores {
            do throws(DossierError) {
                try await store.ingestion?.settle()
            } catch {
                let failure = HTTPFailure(error, Cancellation())
                unsettled.append(
                    HTTPFailure(
                        failure.status,
                        "rows that the store \(store.name) has received last are missing:"
                            + " \(failure.message)"
                    )
                )
            }
        }
    }
}
