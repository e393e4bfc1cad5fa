internal import DossierColumns

/// Delivers batches in the order of the input, though several threads read parts of it.
struct BatchDelivery {
    /// Takes the batches, wherever they were read.
    let handler: (consuming Batch) throws -> Void
    /// The input before the current one, while other threads may be reading parts of it.
    var previousInput: PartedInput?
    /// The part being read, if the input is not read as a whole.
    var part: PartedInput.Part?

    init(handler: @escaping (consuming Batch) throws -> Void) {
        self.handler = handler
    }

    /// Waits until everything before the current batch was delivered.
    mutating func waitForTurn() throws(DumpStop) {
        if let part {
            do { try part.waitForTurn() } catch { throw .delivery(error) }
        } else if let input = previousInput.take() {
            _ = try input.result()
        }
    }

    /// Delivers a batch, after `waitForTurn()`.
    func deliver(_ batch: consuming Batch) throws(DumpStop) {
        do { try handler(batch) } catch { throw .delivery(error) }
    }
}
