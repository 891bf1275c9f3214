#include "app/models/images_model.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/images.h"
#include "app/format/quantities.h"
#include "app/models/roles.h"

namespace glovebox::models {

namespace {

using api::ImageState;

/// What somebody waits for or has to look at stands first.
int imageRank(const api::ImageView &view)
{
    if (view.state == ImageState::Failed || view.problem)
        return 0;
    return view.state == ImageState::Importing ? 1 : 2;
}

QVariant imageAmount(ByteCount bytes)
{
    return QVariant::fromValue<qint64>(static_cast<qint64>(bytes.value));
}

format::StateLook imageLook(const ImageRow &row)
{
    return row.goneAt ? format::StateLook{glovebox::models::ImagesModel::tr("Removed"), format::Tone::Neutral,
                                          format::Shape::CircleSlash}
                      : format::look(row.view);
}

} // namespace

ImagesModel::ImagesModel(Ticker *ticker, QObject *parent) : ViewRows(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, &ImagesModel::onTick);
}

void ImagesModel::markGone(const domain::ImageId &id)
{
    const QString key = QString::fromStdString(id.value());
    const api::ImageView *view = find(key);
    if (view && view->state == ImageState::Importing) {
        removeRow(rowOf(key));
        return;
    }
    bury(key, m_ticker->now(), [](api::ImageView &gone) {
        gone.problem.reset();
        gone.sandboxes = gone.templates = gone.snapshots = 0;
        gone.isDefault = gone.verifying = false;
    });
}

QString ImagesModel::whyNotRemove(const QString &id) const
{
    const api::ImageView *view = find(id);
    if (!view || goneAt(id))
        return tr("It is gone.");
    if (view->state == ImageState::Importing)
        return tr("It is being imported. Cancel that instead.");
    if (view->isDefault)
        return tr("It is what sandboxes get when nothing else is asked for.");
    const QString users = format::usedBy(*view);
    return users.isEmpty() ? QString() : tr("In use by %1.").arg(users);
}

QVariant ImagesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ImageRow &row = rowAt(index.row());
    const api::ImageView &view = row.view;
    switch (role) {
    case KeyRole:
    case ImageIdRole:
        return row.key();
    case GoneRole:
        return row.goneAt.has_value();
    case MarkedRole:
        return false;
    case RankRole:
    case StateOrderRole:
        return row.goneAt ? 3 : imageRank(view);
    case RecencyRole:
        return QVariant::fromValue<qint64>(view.image.importedAt.time_since_epoch().count());
    case DefaultRole:
        return view.isDefault;
    default:
        break;
    }
    const QVariant figure = figureData(view, role);
    return figure.isValid() ? figure : stateData(row, role);
}

QVariant ImagesModel::figureData(const api::ImageView &view, int role) const
{
    const bool isReady = view.state == ImageState::Ready;
    switch (role) {
    case PackedRole:
        return isReady ? format::bytes(view.image.rootSize) : QString();
    case ContentRole:
        return isReady ? format::bytes(view.image.contentSize) : QString();
    case PackedValueRole:
        return imageAmount(view.image.rootSize);
    case ContentValueRole:
        return imageAmount(view.image.contentSize);
    case CreatedRole:
        return view.image.createdAt ? format::ago(*view.image.createdAt, m_ticker->now()) : QString();
    case CreatedAtRole:
        return QVariant::fromValue<qint64>(view.image.createdAt ? view.image.createdAt->time_since_epoch().count() : 0);
    case UsedByRole:
        return format::usedBy(view);
    case UsersValueRole:
        return view.sandboxes + view.templates + view.snapshots;
    case ProgressRole:
        return view.state == ImageState::Importing && view.progress ? std::clamp(*view.progress, 0.0, 1.0) : -1.0;
    case MoreRole:
        return view.image.names.size() > 1 ? QStringLiteral("+%1").arg(view.image.names.size() - 1) : QString();
    default:
        return {};
    }
}

QVariant ImagesModel::stateData(const ImageRow &row, int role) const
{
    const api::ImageView &view = row.view;
    const format::StateLook state = imageLook(row);
    switch (role) {
    case TitleRole:
        return format::imageTitle(view);
    case OriginRole:
        return format::originWord(view.image.origin);
    case CaptionRole: {
        const QString why = reason(view);
        return why.isEmpty() ? tr("%1, %2").arg(row.key(), format::originWord(view.image.origin)) : why;
    }
    case ToneRole:
        return format::word(state.tone);
    case SymbolRole:
        return format::symbol(state.shape);
    case WordRole:
        return state.word;
    case ReasonRole:
        return reason(view);
    case MatchRole: {
        QStringList parts{row.key(), format::firstLine(QString::fromStdString(view.image.source)),
                          format::originWord(view.image.origin), state.word, format::shortDigest(view.image.digest)};
        for (const std::string &name : view.image.names)
            parts += format::firstLine(QString::fromStdString(name));
        return parts.join(QLatin1Char('\n'));
    }
    case SpokenRole: {
        QString text = tr("Image %1, %2").arg(format::imageTitle(view), state.word);
        if (const QString why = reason(view); !why.isEmpty())
            text += QStringLiteral(", ") + why;
        if (const QString users = format::usedBy(view); !users.isEmpty())
            text += tr(", used by %1").arg(users);
        return text;
    }
    default:
        return {};
    }
}

QString ImagesModel::reason(const api::ImageView &view) const
{
    if (view.state == ImageState::Importing)
        return format::importStep(view);
    return view.problem ? format::explainImage(view).why : QString();
}

QHash<int, QByteArray> ImagesModel::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {GoneRole, "gone"},
                      {ImageIdRole, "imageId"},
                      {TitleRole, "title"},
                      {MoreRole, "more"},
                      {OriginRole, "origin"},
                      {CaptionRole, "caption"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {ReasonRole, "reason"},
                      {ProgressRole, "progress"},
                      {PackedRole, "packed"},
                      {ContentRole, "content"},
                      {CreatedRole, "created"},
                      {UsedByRole, "usedBy"},
                      {DefaultRole, "isDefault"},
                      {SpokenRole, "spoken"},
                      {StateOrderRole, "stateOrder"},
                      {PackedValueRole, "packedValue"},
                      {ContentValueRole, "contentValue"},
                      {CreatedAtRole, "createdAt"},
                      {UsersValueRole, "usersValue"}});
}

void ImagesModel::onTick()
{
    dropTombstones(m_ticker->now());
    allChanged({CreatedRole});
}

} // namespace glovebox::models
