// Role: what the lists of templates, snapshots and images share: a row is the engine's newest view of one object, and a
// tombstone for a while after that is gone. Thread: GUI. Invariants: an older generation never replaces a newer one.
#pragma once

#include "app/models/keyed_list.h"

namespace glovebox::models {

/// By what the engine tells views of one kind apart.
template <class View>
QString keyOf(const View &view)
{
    if constexpr (requires { view.image.id; })
        return QString::fromStdString(view.image.id.value());
    else if constexpr (requires { view.definition.name; })
        return QString::fromStdString(view.definition.name);
    else
        return QString::fromStdString(view.id.value());
}

template <class View>
struct ViewRow {
    View view;
    std::optional<WallTime> goneAt;

    QString key() const { return keyOf(view); }
};

template <class View>
class ViewRows : public KeyedList<ViewRow<View>> {
public:
    using KeyedList<ViewRow<View>>::KeyedList;

    void apply(const View &view)
    {
        const int at = this->rowOf(keyOf(view));
        if (at < 0) {
            this->appendRow({view, {}});
            return;
        }
        ViewRow<View> &row = this->rowAt(at);
        if (view.generation < row.view.generation)
            return;
        row.view = view;
        row.goneAt.reset();
        this->rowChanged(at);
    }
    const View *find(const QString &id) const
    {
        const ViewRow<View> *row = this->findRow(id);
        return row ? &row->view : nullptr;
    }
    std::optional<WallTime> goneAt(const QString &id) const
    {
        const ViewRow<View> *row = this->findRow(id);
        return row ? row->goneAt : std::nullopt;
    }
    const std::vector<ViewRow<View>> &all() const { return this->rows(); }

protected:
    /// The row as a tombstone, to be emptied by `empty`; nothing when it is not known.
    template <class Empty>
    void bury(const QString &id, WallTime now, Empty empty)
    {
        const int at = this->rowOf(id);
        if (at < 0)
            return;
        ViewRow<View> &row = this->rowAt(at);
        row.goneAt = now;
        empty(row.view);
        this->rowChanged(at);
    }
    template <class State>
    int countOf(State state) const
    {
        return static_cast<int>(
            std::ranges::count(this->rows(), state, [](const ViewRow<View> &row) { return row.view.state; }));
    }
};

} // namespace glovebox::models
