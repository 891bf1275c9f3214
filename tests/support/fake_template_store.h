// Role: what is kept of defined templates, and files to be copied, in memory, for engine tests.
#pragma once

#include "core/base/sha256.h"
#include "core/domain/template_definition.h"
#include "core/ports/clock.h"
#include "core/ports/host_files.h"
#include "core/ports/template_store.h"

#include <algorithm>
#include <map>

namespace testsupport {

/// Outlives engines, as files do.
class FakeTemplateStore final : public glovebox::ports::TemplateStore {
public:
    glovebox::Result<glovebox::ports::TemplateShelf> read() override
    {
        glovebox::ports::TemplateShelf shelf{.templates = {}, .steps = steps, .unread = unread};
        for (const auto &[name, record] : records)
            shelf.templates.push_back(record);
        return shelf;
    }
    glovebox::Result<> keep(const glovebox::ports::StoredTemplate &record) override
    {
        if (!glovebox::domain::isTemplateName(record.name))
            return glovebox::fail(glovebox::ErrorCode::InvalidArgument, record.name);
        if (fault)
            return tl::unexpected(*fault);
        records[record.name] = record;
        return {};
    }
    glovebox::Result<> remove(const std::string &name) override
    {
        if (!glovebox::domain::isTemplateName(name))
            return glovebox::fail(glovebox::ErrorCode::InvalidArgument, name);
        records.erase(name);
        logs.erase(name);
        return {};
    }
    glovebox::Result<> keepSteps(const std::vector<glovebox::ports::StoredStep> &all) override
    {
        steps = all;
        return {};
    }
    glovebox::Result<std::unique_ptr<glovebox::ports::BuildLogFile>> beginLog(const std::string &name) override
    {
        struct Log final : glovebox::ports::BuildLogFile {
            explicit Log(std::string &into) : text(into) { text.clear(); }
            void write(std::string_view line) override { text += std::string(line) + '\n'; }
            std::string &text;
        };
        if (!glovebox::domain::isTemplateName(name))
            return glovebox::fail(glovebox::ErrorCode::InvalidArgument, name);
        return std::make_unique<Log>(logs[name]);
    }

    std::map<std::string, glovebox::ports::StoredTemplate> records;
    std::vector<glovebox::ports::StoredStep> steps;
    std::vector<std::string> unread;
    std::map<std::string, std::string> logs;
    std::optional<glovebox::Error> fault; // of keep()
};

class FakeHostFiles final : public glovebox::ports::HostFiles {
public:
    explicit FakeHostFiles(glovebox::ports::Clock &clock) : m_clock(clock) {}

    glovebox::Call survey(std::string path, glovebox::Callback<std::vector<glovebox::ports::TreeEntry>> done) override
    {
        return m_clock.after(std::chrono::milliseconds(0), [this, path, done = std::move(done)] {
            std::vector<glovebox::ports::TreeEntry> found;
            for (const auto &[name, content] : files) {
                if (name == path)
                    found.push_back(entryOf({}, content));
                else if (name.starts_with(path + '/'))
                    found.push_back(entryOf(name.substr(path.size() + 1), content));
            }
            if (found.empty())
                return done(glovebox::fail(glovebox::ErrorCode::NotFound, path));
            done(found);
        });
    }
    glovebox::Call look(glovebox::ports::HostPath path, glovebox::Callback<glovebox::ports::HostTree> done) override
    {
        looked.push_back(path.path);
        return survey(path.path, [this, path, done = std::move(done)](auto found) {
            if (!found)
                return done(tl::unexpected(found.error()));
            glovebox::ports::HostTree tree{.entries = std::move(*found), .bytes = {}, .leftOut = leftOut};
            for (auto &entry : tree.entries) {
                tree.bytes.value += entry.size.value;
                entry.sha256.clear();
            }
            done(std::move(tree));
        });
    }
    std::unique_ptr<glovebox::ports::FileSource> open(glovebox::ports::HostPath path,
                                                      std::vector<glovebox::ports::TreeEntry> entries) override
    {
        return std::make_unique<Source>(*this, std::move(path.path), std::move(entries));
    }

    std::vector<std::string> looked;
    std::vector<std::string> leftOut; // of each look
    std::size_t pieceMax = 1000;
    std::map<std::string, std::string> files; // by absolute path; folders are what files are in

private:
    class Source final : public glovebox::ports::FileSource {
    public:
        Source(FakeHostFiles &owner, std::string path, std::vector<glovebox::ports::TreeEntry> entries)
            : m_owner(owner), m_path(std::move(path)), m_entries(std::move(entries))
        {
        }

        glovebox::Call next(glovebox::Callback<std::optional<glovebox::ports::TreeEntry>> done) override
        {
            return m_owner.m_clock.after(std::chrono::milliseconds(0), [this, done = std::move(done)] {
                m_at = 0;
                if (m_next == m_entries.size())
                    return done(std::optional<glovebox::ports::TreeEntry>());
                const auto &entry = m_entries[m_next++];
                done(std::optional(entry));
            });
        }
        glovebox::Call read(std::size_t max, glovebox::Callback<std::string> done) override
        {
            return m_owner.m_clock.after(std::chrono::milliseconds(0), [this, max, done = std::move(done)] {
                const auto &entry = m_entries[m_next - 1];
                const auto found = m_owner.files.find(entry.path.empty() ? m_path : m_path + '/' + entry.path);
                if (found == m_owner.files.end())
                    return done(glovebox::fail(glovebox::ErrorCode::NotFound, entry.path));
                const bool isWhatItWas = found->second.size() == entry.size.value &&
                                         (entry.sha256.empty() || glovebox::sha256Hex(found->second) == entry.sha256);
                if (!isWhatItWas)
                    return done(glovebox::fail(glovebox::ErrorCode::InvalidState, "it is not what it was"));
                const auto piece = found->second.substr(m_at, std::min(max, m_owner.pieceMax));
                m_at += piece.size();
                done(piece);
            });
        }

    private:
        FakeHostFiles &m_owner;
        std::string m_path;
        std::vector<glovebox::ports::TreeEntry> m_entries;
        std::size_t m_next = 0;
        std::size_t m_at = 0;
    };

    static glovebox::ports::TreeEntry entryOf(std::string path, const std::string &content)
    {
        return {.path = std::move(path),
                .isFolder = false,
                .isExecutable = content.starts_with("#!"),
                .size = {content.size()},
                .sha256 = glovebox::sha256Hex(content)};
    }

    glovebox::ports::Clock &m_clock;
};

} // namespace testsupport
