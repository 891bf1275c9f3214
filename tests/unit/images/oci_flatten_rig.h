// Role: an image made of layers as a test wrote them, flattened, and what came out by name.
#pragma once

#include "core/images/oci/flatten.h"
#include "tests/support/oci_fixture.h"

#include <QTemporaryDir>

#include <map>

namespace testsupport {

class StringSink : public glovebox::images::Sink {
public:
    glovebox::Result<> write(std::string_view more) override
    {
        bytes += more;
        return {};
    }
    std::string bytes;
};

class FlattenRig {
public:
    FlattenRig() : image(m_folder.path().toStdString() + "/layout") {}

    glovebox::Result<glovebox::images::FlattenFacts> flatten()
    {
        using namespace glovebox::images;
        image.finish();
        const LayoutPlace place{image.folder(), image.blobs()};
        sink.bytes.clear();
        GB_TRY(read, readLayout(place, "latest"));
        return glovebox::images::flatten(read, place, limits, sink, progress, stop);
    }

    /// By name; a folder's without the slash at its end. "(error)" when it failed.
    std::map<std::string, TarItem> result()
    {
        const auto facts = flatten();
        std::map<std::string, TarItem> items;
        if (!facts) {
            items.emplace("(error)", TarItem::file("(error)", describe(facts.error())));
            return items;
        }
        for (auto &item : itemsOf(sink.bytes)) {
            auto name = item.name;
            while (name.size() > 1 && name.ends_with('/'))
                name.pop_back();
            items.emplace(name, std::move(item));
        }
        return items;
    }

    /// "a dir/ dir/b=content link->target hard=>first": all but the root, sorted.
    std::string text()
    {
        std::string text;
        for (const auto &[name, item] : result()) {
            if (name == ".")
                continue;
            text += (text.empty() ? "" : " ") + name;
            switch (item.kind) {
            case TarItem::Kind::Folder:
                text += '/';
                break;
            case TarItem::Kind::File:
                text += '=' + item.text;
                break;
            case TarItem::Kind::Link:
                text += "->" + item.text;
                break;
            case TarItem::Kind::HardLink:
                text += "=>" + item.text;
                break;
            default:
                text += '!';
                break;
            }
        }
        return text;
    }

private:
    QTemporaryDir m_folder;

public:
    OciFixture image;
    glovebox::images::FlattenLimits limits;
    glovebox::images::OnFlattenProgress progress;
    glovebox::StopFlag stop;
    StringSink sink;
};

} // namespace testsupport
