#include "app/models/image_detail.h"

#include "app/format/foreign_text.h"
#include "app/format/images.h"
#include "app/format/quantities.h"

namespace glovebox::models {

namespace {

constexpr std::size_t kListedMax = 200; // of environment, labels, layers: more is not read by people

QString shownText(const std::string &text)
{
    return format::shownLine(QString::fromStdString(text));
}

Fact copied(const QString &label, const std::string &text)
{
    const QString shown = shownText(text);
    return {label, shown, true, shown};
}

QString joined(const std::vector<std::string> &all)
{
    QStringList words;
    for (const std::string &one : all)
        words += shownText(one);
    return words.join(QStringLiteral(", "));
}

} // namespace

ImageDetail::ImageDetail(ImagesModel *images, Ticker *ticker, QObject *parent)
    : RowDetail(images,
                {ImagesModel::WordRole, ImagesModel::ToneRole, ImagesModel::SymbolRole, ImagesModel::CreatedRole},
                ticker, parent),
      m_images(images), m_ticker(ticker)
{
    connect(this, &RowDetail::changed, this, &ImageDetail::readMore);
}

QString ImageDetail::source() const
{
    return known() ? format::firstLine(QString::fromStdString(view()->image.source)) : QString();
}

QString ImageDetail::useName() const
{
    return known() && !view()->image.names.empty() ? QString::fromStdString(view()->image.names.front()) : id();
}

QStringList ImageDetail::names() const
{
    QStringList all;
    if (known())
        for (const std::string &name : view()->image.names)
            all += shownText(name);
    return all;
}

QString ImageDetail::stepText() const
{
    return importing() ? format::importStep(*view()) : QString();
}

QString ImageDetail::layersText() const
{
    return importing() && view()->layersAll > 0 ? tr("%1 of %2 layers").arg(view()->layersDone).arg(view()->layersAll)
                                                : QString();
}

QString ImageDetail::whyNotUse() const
{
    if (!known() || gone())
        return tr("It is gone.");
    if (importing())
        return tr("It is being imported.");
    if (failed())
        return tr("Its import failed.");
    return view()->problem ? tr("It is damaged.") : QString();
}

QString ImageDetail::whyNotVerify() const
{
    if (!ready())
        return whyNotUse();
    return verifying() ? tr("It is being verified.") : QString();
}

QString ImageDetail::whyNotName() const
{
    return ready() ? QString() : whyNotUse();
}

QString ImageDetail::frees() const
{
    if (!known())
        return {};
    if (failed())
        return tr("Nothing of it is left but this entry.");
    return tr("%1 on disk become free; layers that other images share stay.")
        .arg(format::bytes(view()->image.rootSize));
}

std::vector<Fact> ImageDetail::factsNow() const
{
    const api::ImageView &view = *this->view();
    const domain::Image &image = view.image;
    std::vector<Fact> facts;
    if (view.state == api::ImageState::Ready) {
        facts.push_back({tr("Image id"), id(), true, id()});
        facts.push_back(copied(tr("Digest"), image.digest));
    }
    if (image.names.size() > 1)
        facts.push_back({tr("Names"), names().join(QStringLiteral(", "))});
    facts.push_back({tr("From"), format::originWord(image.origin)});
    if (!image.source.empty())
        facts.push_back(copied(tr("Source"), image.source));
    if (view.state != api::ImageState::Ready)
        return facts;
    facts.push_back({tr("Made for"), format::platform(image)});
    facts.push_back({tr("On disk"), format::bytes(image.rootSize)});
    facts.push_back(
        {tr("Content"), tr("%1 in %2 entries")
                            .arg(format::bytes(image.contentSize), format::count(static_cast<qint64>(image.entries)))});
    if (!image.layers.empty())
        facts.push_back({tr("Layers"), format::count(static_cast<qint64>(image.layers.size()))});
    if (image.createdAt)
        facts.push_back({tr("Created"), format::fullTime(*image.createdAt, m_ticker->zone())});
    facts.push_back({tr("Imported"), format::fullTime(image.importedAt, m_ticker->zone())});
    const QString users = usedBy();
    facts.push_back({tr("Used by"), users.isEmpty() ? tr("nothing") : users});
    facts.push_back({tr("Verified"), view.verifying    ? tr("being read")
                                     : view.verifiedAt ? format::ago(*view.verifiedAt, m_ticker->now())
                                                       : tr("not since it was imported")});
    return facts;
}

std::vector<Fact> ImageDetail::configNow() const
{
    std::vector<Fact> facts;
    if (!known() || view()->state != api::ImageState::Ready)
        return facts;
    const domain::ImageConfig &config = view()->image.config;
    const auto orNone = [](const QString &text) {
        return text.isEmpty() ? ImageDetail::tr("none") : text;
    };
    facts.push_back({tr("Entrypoint"), orNone(format::argumentsInWords(config.entrypoint))});
    facts.push_back({tr("Command"), orNone(format::argumentsInWords(config.command))});
    facts.push_back({tr("User"), config.user.empty() ? QStringLiteral("root") : shownText(config.user)});
    facts.push_back({tr("Folder"), config.workdir.empty() ? QStringLiteral("/") : shownText(config.workdir)});
    facts.push_back({tr("Ports"), orNone(joined(config.exposedPorts))});
    facts.push_back({tr("Volumes"), orNone(joined(config.volumes))});
    if (!config.stopSignal.empty())
        facts.push_back({tr("Stop signal"), shownText(config.stopSignal)});
    std::size_t listed = 0;
    for (const auto &[name, value] : config.environment) {
        if (++listed > kListedMax)
            break;
        facts.push_back({listed == 1 ? tr("Environment") : QString(),
                         QStringLiteral("%1=%2").arg(shownText(name), shownText(value))});
    }
    listed = 0;
    for (const auto &[name, value] : config.labels) {
        if (++listed > kListedMax)
            break;
        facts.push_back(
            {listed == 1 ? tr("Labels") : QString(), QStringLiteral("%1: %2").arg(shownText(name), shownText(value))});
    }
    return facts;
}

void ImageDetail::readMore()
{
    m_config.setFacts(configNow());
    QStringList lines;
    if (ready())
        for (const domain::ImageLayer &layer : view()->image.layers) {
            if (static_cast<std::size_t>(lines.size()) >= kListedMax)
                break;
            lines += QStringLiteral("%1  %2").arg(format::bytes(layer.size), 9).arg(shownText(layer.digest));
        }
    m_layers.setLines(lines);
}

format::Explanation ImageDetail::problem() const
{
    if (!known() || gone() || !view()->problem)
        return {};
    auto text = format::explainImage(*view(), title());
    if (failed())
        text.what = tr("%1 was not imported.").arg(title());
    return text;
}

} // namespace glovebox::models
