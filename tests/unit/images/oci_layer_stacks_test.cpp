// Stacks of random layers, beside a model that lays them over each other entry by entry, as a container runtime does on
// disk: a flat list of paths, and nothing of the tree that is tested.
#include "tests/unit/images/oci_flatten_rig.h"

#include <QTest>

#include <random>
#include <set>
#include <sstream>

using namespace glovebox;
using namespace glovebox::images;
using testsupport::FlattenRig;
using testsupport::Packing;
using testsupport::TarItem;

namespace {

constexpr int kStacks = 300;

/// A root file system as paths. Knows of links and whiteouts what the specification says, and nothing cleverer.
class OverlayModel {
public:
    struct Thing {
        TarItem::Kind kind = TarItem::Kind::Folder;
        std::string text; // content or target
        unsigned mode = 0755;
        int file = 0; // equal for names of one file
    };

    void beginLayer()
    {
        m_ofThisLayer.clear();
        m_namedByThisLayer.clear();
    }

    /// False: a runtime would refuse it.
    bool apply(const TarItem &item)
    {
        const auto slash = item.name.rfind('/');
        const auto base = slash == std::string::npos ? item.name : item.name.substr(slash + 1);
        const auto before = slash == std::string::npos ? std::string() : item.name.substr(0, slash);
        if (base == ".wh..wh..opq" || base.starts_with(".wh."))
            return applyWhiteout(before, base);
        Thing thing{item.kind, item.text, item.mode, ++m_files};
        if (item.kind == TarItem::Kind::HardLink) {
            const auto target = resolve(item.text, false);
            const auto found = m_things.find(target);
            // Links to links at other places can lead in circles; elsewhere they are tested one by one.
            if (found == m_things.end() || found->second.kind != TarItem::Kind::File)
                return false;
            thing = found->second;
        }
        const auto folder = resolve(before + "/x", true);
        const auto path = folder.substr(0, folder.size() - 1) + base;
        const auto existing = m_things.find(path);
        const bool bothFolders = existing != m_things.end() && existing->second.kind == TarItem::Kind::Folder &&
                                 item.kind == TarItem::Kind::Folder;
        if (!bothFolders)
            removeTree(path, false);
        m_things[path] = thing;
        m_ofThisLayer.insert(path);
        m_namedByThisLayer.insert(path);
        return true;
    }

    std::string text() const
    {
        std::map<int, std::string> first;
        std::string all;
        for (const auto &[path, thing] : m_things) {
            all += path;
            if (thing.kind == TarItem::Kind::Folder)
                all += "/ " + std::to_string(thing.mode);
            else if (thing.kind == TarItem::Kind::Link)
                all += "->" + thing.text;
            else if (const auto [at, isNew] = first.emplace(thing.file, path); isNew)
                all += '=' + thing.text;
            else
                all += "=>" + at->second;
            all += '\n';
        }
        return all;
    }

private:
    static bool isBelow(const std::string &path, const std::string &folder)
    {
        return folder.empty() ||
               (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/');
    }

    /// The path without links in its folders. Makes those that are missing when asked to.
    std::string resolve(const std::string &name, bool make)
    {
        std::vector<std::string> open = parts(name);
        std::string at;
        for (std::size_t next = 0; next < open.size(); ++next) {
            const auto part = open[next];
            if (part == "..") {
                at = at.substr(0, at.find_last_of('/') == std::string::npos ? 0 : at.find_last_of('/'));
                continue;
            }
            const auto path = at.empty() ? part : at + '/' + part;
            if (next + 1 == open.size())
                return path;
            const auto found = m_things.find(path);
            if (found != m_things.end() && found->second.kind == TarItem::Kind::Link) {
                const auto target = found->second.text;
                auto longer = parts(target);
                longer.insert(longer.end(), open.begin() + static_cast<std::ptrdiff_t>(next) + 1, open.end());
                open = longer;
                next = static_cast<std::size_t>(-1);
                if (target.starts_with('/'))
                    at.clear();
                continue;
            }
            if (make) {
                if (found == m_things.end() || found->second.kind != TarItem::Kind::Folder)
                    m_things[path] = Thing{};
                m_ofThisLayer.insert(path);
            } else if (found == m_things.end() || found->second.kind != TarItem::Kind::Folder) {
                return {};
            }
            at = path;
        }
        return at;
    }

    static std::vector<std::string> parts(const std::string &path)
    {
        std::vector<std::string> all;
        std::istringstream in(path);
        for (std::string part; std::getline(in, part, '/');)
            if (!part.empty())
                all.push_back(part);
        return all;
    }

    void removeTree(const std::string &root, bool onlyLower)
    {
        std::erase_if(m_things, [&](const auto &entry) {
            const bool inIt = entry.first == root || isBelow(entry.first, root);
            return inIt && !(onlyLower && m_ofThisLayer.contains(entry.first));
        });
        if (onlyLower) {
            // A folder that only its content keeps: what the hidden one was is not known here.
            for (auto &[path, thing] : m_things)
                if ((path == root || isBelow(path, root)) && !m_namedByThisLayer.contains(path))
                    thing.mode = 0755;
            return;
        }
        for (auto *paths : {&m_ofThisLayer, &m_namedByThisLayer})
            std::erase_if(*paths, [&](const auto &path) { return path == root || isBelow(path, root); });
    }

    bool applyWhiteout(const std::string &before, const std::string &base)
    {
        const bool opaque = base == ".wh..wh..opq";
        const auto target = resolve(before + '/' + (opaque ? "x" : base.substr(4)), false);
        if (target.empty())
            return true;
        if (!opaque) {
            removeTree(target, true);
            return true;
        }
        const auto folder = target.size() == 1 ? std::string() : target.substr(0, target.size() - 2);
        std::set<std::string> inIt;
        for (const auto &[path, thing] : m_things)
            if (isBelow(path, folder))
                inIt.insert(path);
        for (const auto &path : inIt)
            removeTree(path, true);
        return true;
    }

    std::map<std::string, Thing> m_things;
    std::set<std::string> m_ofThisLayer;
    std::set<std::string> m_namedByThisLayer;
    int m_files = 0;
};

/// Few names, so that layers meet.
class RandomLayers {
public:
    explicit RandomLayers(unsigned seed) : m_random(seed) {}

    int upTo(int max) { return std::uniform_int_distribution<int>(0, max)(m_random); }

    std::string path()
    {
        std::string text;
        for (int depth = upTo(3); depth >= 0; --depth)
            text += std::string(1, static_cast<char>('a' + upTo(3))) + (depth > 0 ? "/" : "");
        return text;
    }

    TarItem item()
    {
        switch (upTo(11)) {
        case 0:
        case 1:
            return TarItem::folder(path(), upTo(1) == 0 ? 0700 : 0750);
        case 2:
            // Towards another letter that comes later: no loops, which end a runtime's work.
            return link();
        case 3:
        case 4:
            return TarItem::hardLink(path(), path());
        case 5:
        case 6:
            return TarItem::whiteout(path());
        case 7:
            return TarItem::opaque(upTo(5) == 0 ? "" : path());
        default:
            return TarItem::file(path(), std::to_string(++m_content));
        }
    }

private:
    TarItem link()
    {
        const char from = static_cast<char>('a' + upTo(2));
        const char to = static_cast<char>(from + 1 + upTo('d' - from - 1));
        const std::string target(1, to);
        switch (upTo(2)) {
        case 0:
            return TarItem::link(std::string(1, from), target);
        case 1:
            return TarItem::link(std::string(1, from), "/" + target);
        default:
            return TarItem::link(std::string(1, from), "../" + target);
        }
    }

    std::mt19937 m_random;
    int m_content = 0;
};

std::string described(const std::vector<std::vector<TarItem>> &layers)
{
    std::string text;
    for (const auto &layer : layers) {
        text += "layer\n";
        for (const auto &item : layer)
            text += "  " + std::to_string(static_cast<int>(item.kind)) + ' ' + item.name + ' ' + item.text + '\n';
    }
    return text;
}

std::string flattened(FlattenRig &rig)
{
    std::string all;
    for (const auto &[name, item] : rig.result()) {
        if (name == ".")
            continue;
        all += name;
        if (item.kind == TarItem::Kind::Folder)
            all += "/ " + std::to_string(item.mode);
        else if (item.kind == TarItem::Kind::Link)
            all += "->" + item.text;
        else if (item.kind == TarItem::Kind::HardLink)
            all += "=>" + item.text;
        else
            all += '=' + item.text;
        all += '\n';
    }
    return all;
}

} // namespace

class OciLayerStacksTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void randomStacksBecomeWhatTheModelSays()
    {
        int filled = 0;
        for (unsigned seed = 1; seed <= kStacks; ++seed) {
            RandomLayers random(seed);
            OverlayModel model;
            FlattenRig rig;
            std::vector<std::vector<TarItem>> layers;
            for (int layer = random.upTo(3); layer >= 0; --layer) {
                model.beginLayer();
                auto &items = layers.emplace_back();
                for (int at = 1 + random.upTo(14); at > 0; --at) {
                    auto item = random.item();
                    if (model.apply(item))
                        items.push_back(std::move(item));
                }
                rig.image.addLayer(items, Packing::None);
            }
            const auto wanted = model.text();
            const auto got = flattened(rig);
            const auto about =
                "seed " + std::to_string(seed) + "\n" + described(layers) + "wanted\n" + wanted + "got\n" + got;
            QVERIFY2(got == wanted, about.c_str());
            filled += wanted.size() > 100 ? 1 : 0;
        }
        QVERIFY(filled > kStacks / 3); // the stacks are worth comparing
    }
};

QTEST_GUILESS_MAIN(OciLayerStacksTest)
#include "oci_layer_stacks_test.moc"
