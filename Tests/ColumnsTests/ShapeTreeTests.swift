import DossierColumns
import TestSupport
import Testing

@Suite struct ShapeTreeTests {
    private func step(
        _ tree: inout ShapeTree,
        from shape: UInt32,
        _ key: String,
        _ type: ValueType = .int
    ) -> UInt32? {
        Array(key.utf8).withUnsafeBytes { tree.step(from: shape, key: $0, type: type) }
    }

    private func shape(_ tree: inout ShapeTree, _ keys: [String]) -> UInt32? {
        keys.reduce(ShapeTree.root) { shape, key in
            shape.flatMap { step(&tree, from: $0, key) }
        }
    }

    private func keys(_ tree: ShapeTree, _ shape: UInt32) -> [String] {
        tree.path(to: shape).map {
            String(decoding: tree.keys[tree.slots[Int($0)].key], as: UTF8.self)
        }
    }

    @Test func aPathListsTheSlotsInOrder() throws {
        var tree = ShapeTree()
        let abc = try #require(shape(&tree, ["a", "b", "c"]))
        let acb = try #require(shape(&tree, ["a", "c", "b"]))
        #expect(abc != acb)
        #expect(keys(tree, abc) == ["a", "b", "c"])
        #expect(keys(tree, acb) == ["a", "c", "b"])
        #expect(tree.slots.count == 3)
        #expect(tree.slotCount(of: abc) == 3)
        #expect(tree.path(to: ShapeTree.root).isEmpty)
    }

    @Test func theSameSlotsAreTheSameShape() throws {
        var tree = ShapeTree()
        let first = try #require(shape(&tree, ["a", "b"]))
        _ = shape(&tree, ["b", "a"])
        #expect(shape(&tree, ["a", "b"]) == first)
        #expect(tree.count == 5)
    }

    @Test func aRepeatedKeyIsASlotOfItsOwn() throws {
        var tree = ShapeTree()
        let shape = try #require(shape(&tree, ["a", "b", "a", "a"]))
        #expect(keys(tree, shape) == ["a", "b", "a", "a"])
        #expect(tree.path(to: shape).map { tree.slots[Int($0)].occurrence } == [0, 0, 1, 2])
    }

    @Test func aKeyOfAnotherTypeIsAnotherSlot() throws {
        var tree = ShapeTree()
        let int = try #require(step(&tree, from: ShapeTree.root, "a", .int))
        let text = try #require(step(&tree, from: ShapeTree.root, "a", .string))
        #expect(int != text)
        #expect(step(&tree, from: ShapeTree.root, "a", .int) == int)
        let field = tree.step(from: ShapeTree.root, field: .flags, type: .int)
        #expect(field != int)
        #expect(tree.slots[Int(tree.lastSlot(of: field))].field == .flags)
    }

    @Test func pastTheLimitNewKeysHaveNoSlotAndKnownOnesDo() throws {
        var tree = ShapeTree()
        for number in 0..<ShapeTree.slotLimit {
            #expect(step(&tree, from: ShapeTree.root, "key\(number)") != nil)
        }
        #expect(step(&tree, from: ShapeTree.root, "one more") == nil)
        #expect(step(&tree, from: ShapeTree.root, "key5") != nil)
        let key5 = try #require(step(&tree, from: ShapeTree.root, "key5"))
        #expect(step(&tree, from: key5, "key6") != nil)
        #expect(step(&tree, from: key5, "key5") == nil)
        let field = tree.step(from: key5, field: .overflow, type: .composite)
        #expect(tree.path(to: field).count == 2)
    }

    @Test func shapesAreThoseOfADictionary() {
        var random = SplitMix64(seed: 2)
        var tree = ShapeTree()
        var shapes: [[String]: UInt32] = [:]
        for _ in 0..<3000 {
            let keys = (0..<random.below(5)).map { _ in "k\(random.below(4))" }
            guard let shape = shape(&tree, keys) else { continue }
            #expect(shapes[keys] ?? shape == shape)
            shapes[keys] = shape
            #expect(self.keys(tree, shape) == keys)
        }
        #expect(Set(shapes.values).count == shapes.count)
    }
}
