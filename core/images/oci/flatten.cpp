#include "core/images/oci/flatten.h"

#include "core/images/oci/layer_reader.h"
#include "core/images/oci/pax_writer.h"
#include "core/images/oci/root_tree.h"

#include <algorithm>
#include <array>

namespace glovebox::images {

namespace {

constexpr std::uint64_t kTellEvery = 1U << 20;

class Flattening {
public:
    Flattening(std::vector<LayerReader::Source> layers, const FlattenLimits &limits, Sink &out,
               const OnFlattenProgress &progress, const StopFlag &stop)
        : m_layers(std::move(layers)), m_limits(limits), m_stop(stop), m_progress(progress), m_tree(limits),
          m_writer(out)
    {
    }

    Result<FlattenFacts> run()
    {
        GB_CHECK(findTotal());
        GB_CHECK(check());
        m_atLayer.step = FlattenProgress::Step::Writing;
        m_tally = {};
        GB_CHECK(writeFolders(m_tree.root()));
        // Stable: of one item's names the first in the alphabet gets the content.
        std::ranges::stable_sort(m_names, {}, [](const RootTree::Node *node) { return node->item; });
        for (std::size_t layer = 0; layer < m_layers.size(); ++layer)
            GB_CHECK(writeLayer(layer));
        GB_CHECK(m_writer.finish());
        return std::move(m_facts);
    }

private:
    Result<> findTotal();
    Result<> check();
    Result<> checkLayer(std::size_t layer);
    Result<> writeFolders(const RootTree::Node &node);
    Result<> writeLayer(std::size_t layer);
    Result<> writeItem(LayerReader &reader, const TarEntry &entry, const RootTree::Item &item);
    Result<> writeContent(LayerReader &reader, const TarEntry &entry, const LayerReader::Source &source);
    Result<> writeHoles(std::uint64_t length);
    void beginLayer(std::size_t layer);
    LayerReader::OnRead counting();

    const std::vector<LayerReader::Source> m_layers;
    const FlattenLimits &m_limits;
    const StopFlag &m_stop;
    const OnFlattenProgress &m_progress;
    FlattenProgress m_atLayer;
    std::uint64_t m_told = 0;
    ReadTally m_tally;
    RootTree m_tree;
    PaxWriter m_writer;
    std::vector<const RootTree::Node *> m_names; // of what is no folder; by item once the folders are written
    std::size_t m_nextName = 0;
    FlattenFacts m_facts;
};

void Flattening::beginLayer(std::size_t layer)
{
    m_atLayer.layer = static_cast<int>(layer) + 1;
    m_atLayer.layers = static_cast<int>(m_layers.size());
    m_told = m_atLayer.done.value;
    if (m_progress)
        m_progress(m_atLayer);
}

LayerReader::OnRead Flattening::counting()
{
    return [this](std::uint64_t more) {
        m_atLayer.done.value += more;
        if (!m_progress || m_atLayer.done.value - m_told < kTellEvery)
            return;
        m_told = m_atLayer.done.value;
        m_progress(m_atLayer);
    };
}

Result<> Flattening::findTotal()
{
    for (const auto &layer : m_layers)
        if (auto file = RegularFile::open(layer.path))
            m_atLayer.total.value += 2 * (*file)->size().value;
    return {};
}

Result<> Flattening::check()
{
    for (std::size_t layer = 0; layer < m_layers.size(); ++layer)
        GB_CHECK(checkLayer(layer));
    return {};
}

Result<> Flattening::checkLayer(std::size_t layer)
{
    const auto &source = m_layers[layer];
    beginLayer(layer);
    LayerReader reader(source, m_limits, m_tally, m_stop, counting());
    GB_CHECK(reader.open());
    m_tree.beginLayer(static_cast<std::uint32_t>(layer), !source.isTarball);
    TarEntry entry;
    for (;;) {
        GB_TRY(more, reader.next(entry));
        if (!more)
            break;
        if (auto applied = m_tree.apply(entry, reader.position()); !applied)
            return tl::unexpected(inContext(source.name, std::move(applied).error()));
    }
    GB_TRY(digests, reader.finish());
    m_facts.layers.push_back(digests.sizes);
    if (source.isTarball)
        m_facts.digest = digests.stored;
    return {};
}

/// Names of all else are noted on the way.
Result<> Flattening::writeFolders(const RootTree::Node &node)
{
    if (m_stop.raised())
        return fail(ErrorCode::Cancelled);
    const auto path = RootTree::pathOf(node);
    GB_CHECK(m_writer.folder(path.empty() ? "./" : path, node.folder->facts));
    ++m_facts.entries;
    for (const auto &[name, child] : node.folder->children) {
        if (child->folder)
            GB_CHECK(writeFolders(*child));
        else
            m_names.push_back(child.get());
    }
    return {};
}

Result<> Flattening::writeLayer(std::size_t layer)
{
    beginLayer(layer);
    const auto belongsHere = [&] {
        return m_nextName < m_names.size() && m_tree.items()[m_names[m_nextName]->item].layer == layer;
    };
    auto count = counting();
    if (!belongsHere()) { // upper layers replaced all that it had
        count(m_facts.layers[layer].stored.value);
        return {};
    }
    LayerReader reader(m_layers[layer], m_limits, m_tally, m_stop, count);
    GB_CHECK(reader.open());
    TarEntry entry;
    for (;;) {
        GB_TRY(more, reader.next(entry));
        if (!more)
            break;
        if (!belongsHere())
            continue;
        const auto &item = m_tree.items()[m_names[m_nextName]->item];
        if (item.position == reader.position())
            GB_CHECK(writeItem(reader, entry, item));
    }
    GB_TRY(digests, reader.finish());
    if (belongsHere() || (!m_facts.digest.empty() && digests.stored != m_facts.digest))
        return fail(ErrorCode::ImageBroken, m_layers[layer].name + ": it changed while it was read");
    return {};
}

Result<> Flattening::writeItem(LayerReader &reader, const TarEntry &entry, const RootTree::Item &item)
{
    if (entry.kind != item.kind || entry.size != item.size)
        return fail(ErrorCode::ImageBroken, m_layers[item.layer].name + ": it changed while it was read");
    const auto number = m_names[m_nextName]->item;
    std::string first;
    for (; m_nextName < m_names.size() && m_names[m_nextName]->item == number; ++m_nextName) {
        const auto path = RootTree::pathOf(*m_names[m_nextName]);
        ++m_facts.entries;
        if (!first.empty()) {
            GB_CHECK(m_writer.hardLink(path, first, entry.facts));
            continue;
        }
        GB_CHECK(m_writer.entry(path, entry));
        if (entry.kind == EntryKind::File)
            GB_CHECK(writeContent(reader, entry, m_layers[item.layer]));
        first = path;
    }
    return {};
}

Result<> Flattening::writeContent(LayerReader &reader, const TarEntry &entry, const LayerReader::Source &source)
{
    std::uint64_t written = 0;
    const auto take = [&](std::uint64_t offset, std::string_view bytes) -> Result<> {
        if (offset < written || offset > entry.size || bytes.size() > entry.size - offset)
            return fail(ErrorCode::ImageBroken, source.name + ": a file's pieces do not fit together");
        GB_CHECK(writeHoles(offset - written));
        written = offset + bytes.size();
        return m_writer.content(bytes);
    };
    GB_CHECK(reader.content(take));
    GB_CHECK(writeHoles(entry.size - written));
    m_facts.content.value += entry.size;
    return {};
}

Result<> Flattening::writeHoles(std::uint64_t length)
{
    static constexpr std::array<char, 64U << 10> nothing{};
    while (length > 0) {
        if (m_stop.raised())
            return fail(ErrorCode::Cancelled);
        const auto piece = std::min<std::uint64_t>(length, nothing.size());
        GB_CHECK(m_writer.content({nothing.data(), static_cast<std::size_t>(piece)}));
        length -= piece;
    }
    return {};
}

} // namespace

Result<FlattenFacts> flatten(const OciImage &image, const LayoutPlace &place, const FlattenLimits &limits, Sink &out,
                             const OnFlattenProgress &progress, const StopFlag &stop)
{
    std::vector<LayerReader::Source> layers;
    for (const auto &layer : image.layers) {
        if (!isDigest(layer.digest) || !isDigest(layer.diffId))
            return fail(ErrorCode::InvalidArgument, "a layer without digests");
        layers.push_back({.path = blobPath(place, layer.digest),
                          .name = "layer " + layer.digest,
                          .digest = layer.digest,
                          .diffId = layer.diffId});
    }
    return Flattening(std::move(layers), limits, out, progress, stop).run();
}

Result<FlattenFacts> filterTarball(const std::string &path, const FlattenLimits &limits, Sink &out,
                                   const OnFlattenProgress &progress, const StopFlag &stop)
{
    return Flattening({{.path = path, .name = path, .digest = {}, .diffId = {}, .isTarball = true}}, limits, out,
                      progress, stop)
        .run();
}

} // namespace glovebox::images
