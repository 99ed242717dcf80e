<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>SEALED</source>
        <translation>封印済み</translation>
    </message>
    <message>
        <source>BROKEN</source>
        <translation>検証失敗</translation>
    </message>
    <message>
        <source>UNTRUSTED</source>
        <translation>未信頼</translation>
    </message>
    <message>
        <source>OPEN</source>
        <translation>未完結</translation>
    </message>
    <message>
        <source>UNSIGNED</source>
        <translation>署名なし</translation>
    </message>
    <message>
        <source>NOT FULLY CHECKED</source>
        <translation>一部未検証</translation>
    </message>
    <message>
        <source>CHECKING</source>
        <translation>検証中</translation>
    </message>
    <message>
        <source>recorded in the vehicle</source>
        <translation>車両で記録</translation>
    </message>
    <message>
        <source>authentic since intake</source>
        <translation>取り込み以降の真正性のみ</translation>
    </message>
    <message>
        <source>SIMULATED, no recording of a vehicle</source>
        <translation>シミュレーション、実車の記録ではない</translation>
    </message>
    <message>
        <source>File changed on disk</source>
        <translation>ディスク上のファイルが変更された</translation>
    </message>
    <message>
        <source>1 not opened</source>
        <translation>未オープン1件</translation>
    </message>
    <message>
        <source>%1 not opened</source>
        <translation>未オープン%1件</translation>
    </message>
    <message>
        <source>first bad record %1</source>
        <translation>最初の不正レコード%1</translation>
    </message>
    <message>
        <source>Not intact</source>
        <translation>変更あり</translation>
    </message>
    <message>
        <source>Intact</source>
        <translation>変更なし</translation>
    </message>
    <message>
        <source>%1 records, parts withheld</source>
        <translation>%1レコード、一部秘匿</translation>
    </message>
    <message>
        <source>%1 of %2 records</source>
        <translation>%1 / %2レコード</translation>
    </message>
    <message>
        <source>Not all checked</source>
        <translation>一部未検証</translation>
    </message>
    <message>
        <source>%1 of %2 records intact</source>
        <translation>%1 / %2レコードが変更なし</translation>
    </message>
    <message>
        <source>Checking not finished</source>
        <translation>検証未了</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>検証中</translation>
    </message>
    <message>
        <source>%1 records</source>
        <translation>%1レコード</translation>
    </message>
    <message>
        <source>Segment missing</source>
        <translation>セグメント欠落</translation>
    </message>
    <message>
        <source>File cut off</source>
        <translation>ファイル途切れ</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>欠落なし</translation>
    </message>
    <message>
        <source>Complete: not known yet</source>
        <translation>欠落の有無：未確定</translation>
    </message>
    <message>
        <source>%1 unsigned records</source>
        <translation>署名なし%1レコード</translation>
    </message>
    <message>
        <source>No end</source>
        <translation>終端なし</translation>
    </message>
    <message>
        <source>Signed</source>
        <translation>署名あり</translation>
    </message>
    <message>
        <source>%1 checkpoints</source>
        <translation>チェックポイント%1個</translation>
    </message>
    <message>
        <source>Not signed</source>
        <translation>署名なし</translation>
    </message>
    <message>
        <source>Signed up to</source>
        <translation>署名はここまで</translation>
    </message>
    <message>
        <source>record %1</source>
        <translation>レコード%1</translation>
    </message>
    <message>
        <source>Key trusted</source>
        <translation>鍵は信頼済み</translation>
    </message>
    <message>
        <source>Key not trusted</source>
        <translation>鍵は未信頼</translation>
    </message>
    <message>
        <source>%1: the choice of the clock cannot be kept: %2</source>
        <translation>%1：時計の選択を保存できない：%2</translation>
    </message>
    <message>
        <source>the clock chosen in %1 cannot be used: %2; choose it again in the menu Time</source>
        <translation>%1の時計の設定を使用できない：%2。「時間」メニューで選び直すこと</translation>
    </message>
    <message>
        <source>%1 since the start</source>
        <translation>開始から%1</translation>
    </message>
    <message>
        <source>%1: outside of this log</source>
        <translation>%1：このログの範囲外</translation>
    </message>
    <message>
        <source>no picture is shown</source>
        <translation>画像が表示されていない</translation>
    </message>
    <message>
        <source>the bytes of this picture are not what was recorded; save it as shown, which says so</source>
        <translation>この画像のバイト列は記録時のものではない。「表示どおりに保存」ならその旨も記載される</translation>
    </message>
    <message>
        <source>%1 cannot be written</source>
        <translation>%1に書き込めない</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>画像を保存</translation>
    </message>
    <message>
        <source>1 sweep</source>
        <translation>1スキャン</translation>
    </message>
    <message>
        <source>%1 sweeps</source>
        <translation>%1スキャン</translation>
    </message>
    <message>
        <source>Chase</source>
        <translation>後方</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>真上</translation>
    </message>
    <message>
        <source>Driver</source>
        <translation>運転席</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>自由</translation>
    </message>
    <message>
        <source>%1 from the start</source>
        <translation>開始から%1</translation>
    </message>
    <message>
        <source>capture time</source>
        <translation>取得時刻</translation>
    </message>
    <message>
        <source>as the system knew then</source>
        <translation>当時システムが知っていた内容</translation>
    </message>
    <message>
        <source>drive %1</source>
        <translation>走行%1</translation>
    </message>
    <message>
        <source>Hidden: %1</source>
        <translation>非表示：%1</translation>
    </message>
    <message>
        <source>As shown by Incident Replay %1; not the stored record</source>
        <translation>Incident Replay %1による表示。記録された画像そのものではない</translation>
    </message>
    <message>
        <source>Click the second point</source>
        <translation>2点目をクリック</translation>
    </message>
    <message>
        <source>Click a point</source>
        <translation>点をクリック</translation>
    </message>
    <message>
        <source>Click two points: how far they are apart</source>
        <translation>2点をクリック：間隔を測定</translation>
    </message>
    <message>
        <source>Click two points</source>
        <translation>2点をクリック</translation>
    </message>
    <message>
        <source>Click a point: how far it is from the vehicle</source>
        <translation>点をクリック：自車からの距離を測定</translation>
    </message>
    <message>
        <source>shaded by depth</source>
        <translation>深度による陰影あり</translation>
    </message>
    <message>
        <source>Left out: %1</source>
        <translation>除外：%1</translation>
    </message>
    <message>
        <source>Grid %1 m</source>
        <translation>格子%1 m</translation>
    </message>
    <message>
        <source>Following %1</source>
        <translation>%1を追従中</translation>
    </message>
    <message>
        <source>%1 lost, the view stays</source>
        <translation>%1を見失った。視点は固定</translation>
    </message>
    <message>
        <source>%1 lost</source>
        <translation>%1を見失った</translation>
    </message>
    <message>
        <source>%1 fails its check</source>
        <translation>%1は検証失敗</translation>
    </message>
    <message>
        <source>%1 after the break</source>
        <translation>%1は破断後</translation>
    </message>
    <message>
        <source>%1 missing</source>
        <translation>%1は欠落</translation>
    </message>
    <message>
        <source>%1 not checked</source>
        <translation>%1は未検証</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>点群</translation>
    </message>
    <message>
        <source>%1 absent</source>
        <translation>%1なし</translation>
    </message>
    <message>
        <source>%1 absent, no sample yet</source>
        <translation>%1なし、まだサンプルがない</translation>
    </message>
    <message>
        <source>%1 absent, last sample %2 ago</source>
        <translation>%1なし、最終サンプルは%2前</translation>
    </message>
    <message>
        <source>Arrival of %1 channels assumed</source>
        <translation>%1チャンネルの到着時刻は仮定</translation>
    </message>
    <message>
        <source>Arrival assumed</source>
        <translation>到着時刻は仮定</translation>
    </message>
    <message>
        <source>Arrival assumed: %1</source>
        <translation>到着時刻は仮定：%1</translation>
    </message>
    <message>
        <source>no %1 in these points</source>
        <translation>この点群に%1の値なし</translation>
    </message>
    <message>
        <source>no %1</source>
        <translation>%1の値なし</translation>
    </message>
    <message>
        <source>no %1 in %2 channels</source>
        <translation>%2チャンネルに%1の値なし</translation>
    </message>
    <message>
        <source>no %1 in %2</source>
        <translation>%2に%1の値なし</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>ボックス</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>計画</translation>
    </message>
    <message>
        <source>LiDAR</source>
        <translation>LiDAR</translation>
    </message>
    <message>
        <source>Radar</source>
        <translation>レーダー</translation>
    </message>
    <message>
        <source>Paths</source>
        <translation>経路</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1～%2</translation>
    </message>
    <message>
        <source>%1 %2 old</source>
        <translation>%1 %2前</translation>
    </message>
    <message>
        <source>Reading %1 earlier sweeps</source>
        <translation>過去%1スキャンを読み込み中</translation>
    </message>
    <message>
        <source>%1 %2 of %3 sweeps</source>
        <translation>%1 %2 / %3スキャン</translation>
    </message>
    <message>
        <source>What moved leaves a trace</source>
        <translation>動いた物体は軌跡を残す</translation>
    </message>
    <message>
        <source>no points</source>
        <translation>点なし</translation>
    </message>
    <message>
        <source>%1 points, all shown</source>
        <translation>%1点、すべて表示</translation>
    </message>
    <message>
        <source>%1 points</source>
        <translation>%1点</translation>
    </message>
    <message>
        <source>%1 points, %2 of points while moving</source>
        <translation>%1点、移動中は%2を表示</translation>
    </message>
    <message>
        <source>%1 of points</source>
        <translation>%1の点</translation>
    </message>
    <message>
        <source>Crossing</source>
        <translation>横断</translation>
    </message>
    <message>
        <source>Dusk, 50 km/h. A person pushing a bicycle comes from behind a parked van. Contact.</source>
        <translation>薄暮、50 km/h。駐車中のバンの陰から、自転車を押す歩行者が現れる。接触。</translation>
    </message>
    <message>
        <source>Cut-in</source>
        <translation>割り込み</translation>
    </message>
    <message>
        <source>Motorway. A car cuts in, a lane change left is rejected. Model update mid-drive, no contact.</source>
        <translation>高速道路。他車が割り込み、左への車線変更は不採用。走行中にモデル更新、接触なし。</translation>
    </message>
    <message>
        <source>Stalled truck</source>
        <translation>立ち往生したトラック</translation>
    </message>
    <message>
        <source>Camera drop-outs, a clock step, driver override. The recording ends by power loss.</source>
        <translation>カメラの途絶、時計の飛び、運転者の介入。記録は電源断で終わる。</translation>
    </message>
    <message>
        <source>to %1</source>
        <translation>最大%1</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>読み取り不可</translation>
    </message>
    <message>
        <source>none chosen</source>
        <translation>採用なし</translation>
    </message>
    <message>
        <source>none</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>not reached</source>
        <translation>未到達</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>タイムライン</translation>
    </message>
    <message>
        <source>arrival assumed</source>
        <translation>到着時刻は仮定</translation>
    </message>
    <message>
        <source>Who drives</source>
        <translation>運転主体</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>判断</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>イベント</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>検証</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>遅延</translation>
    </message>
    <message>
        <source>All channels</source>
        <translation>全チャンネル</translation>
    </message>
    <message>
        <source>Cameras</source>
        <translation>カメラ</translation>
    </message>
    <message>
        <source>Vehicle</source>
        <translation>車両</translation>
    </message>
    <message>
        <source>AI</source>
        <translation>AI</translation>
    </message>
    <message>
        <source>Bookmarks</source>
        <translation>ブックマーク</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>物体</translation>
    </message>
    <message>
        <source>Object %1</source>
        <translation>物体%1</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>none recorded</source>
        <translation>記録なし</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>gaps %1</source>
        <translation>途絶%1</translation>
    </message>
    <message>
        <source>%1 hidden</source>
        <translation>非表示%1</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>読み込み中</translation>
    </message>
    <message>
        <source>none selected</source>
        <translation>選択なし</translation>
    </message>
    <message>
        <source>not reported</source>
        <translation>報告なし</translation>
    </message>
    <message>
        <source>not classified</source>
        <translation>未分類</translation>
    </message>
    <message>
        <source>Whole log</source>
        <translation>ログ全体</translation>
    </message>
    <message>
        <source>leaf %1</source>
        <translation>リーフ %1</translation>
    </message>
    <message>
        <source>Another camera</source>
        <translation>別のカメラ</translation>
    </message>
    <message>
        <source>Overlays</source>
        <translation>オーバーレイ</translation>
    </message>
    <message>
        <source>Brightness, contrast and gamma</source>
        <translation>明るさ、コントラスト、ガンマ</translation>
    </message>
    <message>
        <source>Whole picture</source>
        <translation>画像全体</translation>
    </message>
    <message>
        <source>LiDAR and radar points</source>
        <translation>LiDARとレーダーの点</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>物体</translation>
    </message>
    <message>
        <source>Predicted paths</source>
        <translation>予測経路</translation>
    </message>
    <message>
        <source>Trajectories</source>
        <translation>軌跡</translation>
    </message>
    <message>
        <source>Lanes</source>
        <translation>車線</translation>
    </message>
    <message>
        <source>This picture fails its check. Shown as found in the file, not as recorded.</source>
        <translation>この画像は検証に失敗した。記録時のものではなく、ファイル内のまま表示している。</translation>
    </message>
    <message>
        <source>This picture stands behind a break: its place in the log is not proven.</source>
        <translation>この画像は破断の後ろにある。ログ内での位置は証明されていない。</translation>
    </message>
    <message>
        <source>frame %1</source>
        <translation>フレーム%1</translation>
    </message>
    <message>
        <source>half size for now</source>
        <translation>一時的に半分の解像度</translation>
    </message>
    <message>
        <source>Brightness and contrast as recorded</source>
        <translation>明るさとコントラストは記録のまま</translation>
    </message>
    <message>
        <source>Brightness or contrast changed</source>
        <translation>明るさまたはコントラストを変更</translation>
    </message>
    <message>
        <source>Captured %1</source>
        <translation>取得 %1</translation>
    </message>
    <message>
        <source>arrival not measured</source>
        <translation>到着は未計測</translation>
    </message>
    <message>
        <source>arrived +%1</source>
        <translation>到着 +%1</translation>
    </message>
    <message>
        <source>Chosen</source>
        <translation>採用</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>不採用</translation>
    </message>
    <message>
        <source>Infeasible</source>
        <translation>実行不可</translation>
    </message>
    <message>
        <source>Points %1 old, thinned</source>
        <translation>点群 %1前、間引き</translation>
    </message>
    <message>
        <source>Points %1 old, 1/%2 of them for now</source>
        <translation>点群 %1前、一時的に1/%2</translation>
    </message>
    <message>
        <source>Boxes %1 old</source>
        <translation>ボックス %1前</translation>
    </message>
    <message>
        <source>Plan %1 old</source>
        <translation>計画 %1前</translation>
    </message>
    <message>
        <source>vs K%1</source>
        <translation>対K%1</translation>
    </message>
    <message>
        <source>weights %1</source>
        <translation>重み%1</translation>
    </message>
    <message>
        <source>None chosen</source>
        <translation>採用なし</translation>
    </message>
    <message>
        <source>not logged</source>
        <translation>記録なし</translation>
    </message>
    <message>
        <source>Bring this place to the middle</source>
        <translation>この場所を中央に表示</translation>
    </message>
    <message>
        <source>Keep the vehicle in the middle</source>
        <translation>自車を中央に保つ</translation>
    </message>
    <message>
        <source>Turn so that the vehicle points up</source>
        <translation>自車の進行方向を上にする</translation>
    </message>
    <message>
        <source>Nearer</source>
        <translation>拡大</translation>
    </message>
    <message>
        <source>Farther</source>
        <translation>縮小</translation>
    </message>
    <message>
        <source>The whole way</source>
        <translation>全経路</translation>
    </message>
    <message>
        <source>tentative</source>
        <translation>仮</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>確定</translation>
    </message>
    <message>
        <source>coasted</source>
        <translation>外挿</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>消失</translation>
    </message>
    <message>
        <source>exists %1</source>
        <translation>存在確率%1</translation>
    </message>
    <message>
        <source>distance not known</source>
        <translation>距離不明</translation>
    </message>
    <message>
        <source>speed not known</source>
        <translation>速度不明</translation>
    </message>
    <message>
        <source>unnamed</source>
        <translation>名称なし</translation>
    </message>
    <message>
        <source>predicted: %1</source>
        <translation>予測: %1</translation>
    </message>
    <message>
        <source>Method, version %1: each turn follows from a record that has the object and the one before it that does; nothing is smoothed. The class is the one that perception gave first. The distance is horizontal, from the origin of the vehicle to the centre of the box.</source>
        <translation>手法、バージョン%1：各転機は、その物体を含むレコードと、それを含む直前のレコードとの比較による。平滑化はしない。クラスは認識が最初に挙げたもの。距離は車両原点からボックス中心までの水平距離。</translation>
    </message>
    <message>
        <source>, came from track %1</source>
        <translation>、トラック%1から継続</translation>
    </message>
    <message>
        <source>First reported: %1</source>
        <translation>初回報告：%1</translation>
    </message>
    <message>
        <source>Not reported for %1, %2 records</source>
        <translation>%1の間、%2レコードで報告なし</translation>
    </message>
    <message>
        <source>%1 records cannot be read</source>
        <translation>%1レコードが読み取り不可</translation>
    </message>
    <message>
        <source>Reported again: %1</source>
        <translation>再報告：%1</translation>
    </message>
    <message>
        <source>Coasted: not measured</source>
        <translation>外挿：計測なし</translation>
    </message>
    <message>
        <source>Measured again</source>
        <translation>計測再開</translation>
    </message>
    <message>
        <source>Lost: given up by perception</source>
        <translation>消失：認識が追跡を打ち切り</translation>
    </message>
    <message>
        <source>Nearest: %1</source>
        <translation>最接近：%1</translation>
    </message>
    <message>
        <source>Last reported</source>
        <translation>最終報告</translation>
    </message>
    <message>
        <source>No longer because of it: %1</source>
        <translation>これを理由としなくなった: %1</translation>
    </message>
    <message>
        <source>nothing chosen</source>
        <translation>採用なし</translation>
    </message>
    <message>
        <source>Decided: %1</source>
        <translation>判断：%1</translation>
    </message>
    <message>
        <source>No signal is plotted: the menu and + add one</source>
        <translation>グラフの信号なし：メニューまたは「+」で追加</translation>
    </message>
    <message>
        <source>Hidden: the eye in the list of channels shows it</source>
        <translation>非表示：チャンネル一覧の目のアイコンで表示</translation>
    </message>
    <message>
        <source>Reading, checked before it is shown</source>
        <translation>読み込み中、検証してから表示</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>読み込み中</translation>
    </message>
    <message>
        <source>arrivals were assumed, not measured: what was known when cannot be said</source>
        <translation>到着時刻は計測でなく仮定。いつ何が既知だったかは判定できない</translation>
    </message>
    <message>
        <source>not recorded in this log</source>
        <translation>このログに記録なし</translation>
    </message>
    <message>
        <source>The export was ended early</source>
        <translation>エクスポートは途中で終了した</translation>
    </message>
    <message>
        <source>%1: cannot be written: %2</source>
        <translation>%1：書き込めない：%2</translation>
    </message>
    <message>
        <source>%1: written</source>
        <translation>%1：書き込み完了</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>非表示</translation>
    </message>
    <message>
        <source>Plots</source>
        <translation>グラフ</translation>
    </message>
    <message>
        <source>Add signal…</source>
        <translation>信号を追加…</translation>
    </message>
    <message>
        <source>Take the last zoom back</source>
        <translation>直前の拡大を取り消す</translation>
    </message>
    <message>
        <source>Statistics of the visible range</source>
        <translation>表示範囲の統計</translation>
    </message>
    <message>
        <source>Export the visible range as CSV</source>
        <translation>表示範囲をCSVでエクスポート</translation>
    </message>
    <message>
        <source>Clear cursors A and B</source>
        <translation>カーソルAとBを消去</translation>
    </message>
    <message>
        <source>Show values behind a break</source>
        <translation>破断後の値を表示</translation>
    </message>
    <message>
        <source>Back to the usual plots</source>
        <translation>標準のグラフに戻す</translation>
    </message>
    <message>
        <source>Remove plot %1</source>
        <translation>グラフ%1を削除</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上へ移動</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下へ移動</translation>
    </message>
    <message>
        <source>Show all values</source>
        <translation>すべての値を表示</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1を削除</translation>
    </message>
    <message>
        <source>Give %1 its own plot</source>
        <translation>%1を別のグラフにする</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Longitudinal acceleration</source>
        <translation>前後加速度</translation>
    </message>
    <message>
        <source>Brake pressure</source>
        <translation>ブレーキ圧</translation>
    </message>
    <message>
        <source>Steering wheel angle</source>
        <translation>ステアリングホイール角</translation>
    </message>
    <message>
        <source>Velocity ahead</source>
        <translation>前方速度</translation>
    </message>
    <message>
        <source>Specific force ahead</source>
        <translation>前方比力</translation>
    </message>
    <message>
        <source>set speed</source>
        <translation>設定速度</translation>
    </message>
    <message>
        <source>commanded</source>
        <translation>指令</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>計測</translation>
    </message>
    <message>
        <source>carried out</source>
        <translation>実行</translation>
    </message>
    <message>
        <source>reckoned</source>
        <translation>算出</translation>
    </message>
    <message>
        <source>absent</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>fails its check</source>
        <translation>検証失敗</translation>
    </message>
    <message>
        <source>behind a break</source>
        <translation>破断後</translation>
    </message>
    <message>
        <source>not in this file</source>
        <translation>このファイルにない</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>未検証</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>記録なし</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>was %1</source>
        <translation>旧値%1</translation>
    </message>
    <message>
        <source>no end</source>
        <translation>終了なし</translation>
    </message>
    <message>
        <source>Stage: %1</source>
        <translation>段階：%1</translation>
    </message>
    <message>
        <source>Took %1 ms</source>
        <translation>所要%1 ms</translation>
    </message>
    <message>
        <source>It never ended</source>
        <translation>終了していない</translation>
    </message>
    <message>
        <source>Waited %1 ms for its turn</source>
        <translation>順番待ち%1 ms</translation>
    </message>
    <message>
        <source>Usually %1 ms (p%2 to p%3 of %4)</source>
        <translation>通常%1 ms（%4件のp%2～p%3）</translation>
    </message>
    <message>
        <source>Failed: %1</source>
        <translation>失敗：%1</translation>
    </message>
    <message>
        <source>no reason logged</source>
        <translation>理由の記録なし</translation>
    </message>
    <message>
        <source>Rests on %1 spans of other traces, too</source>
        <translation>他のトレースの%1スパンにも依存</translation>
    </message>
    <message>
        <source>Record %1 of %2: %3</source>
        <translation>%2のレコード%1：%3</translation>
    </message>
    <message>
        <source>No span says of which stage it is</source>
        <translation>段階を示すスパンがない</translation>
    </message>
    <message>
        <source>Capture to %1</source>
        <translation>取得から%1まで</translation>
    </message>
    <message>
        <source>%1: not known yet</source>
        <translation>%1：まだ不明</translation>
    </message>
    <message>
        <source>%1: not reached</source>
        <translation>%1：未到達</translation>
    </message>
    <message>
        <source>, slower than usual</source>
        <translation>、通常より遅い</translation>
    </message>
    <message>
        <source>%1, not proven: %2</source>
        <translation>%1、証明なし：%2</translation>
    </message>
    <message>
        <source>usual: still reading</source>
        <translation>通常：読み込み中</translation>
    </message>
    <message>
        <source>usual: not defined, fewer than %1 cycles</source>
        <translation>通常：未定義、%1サイクル未満</translation>
    </message>
    <message>
        <source>usual %1 ms (p%2 to p%3, n&#xa0;%4)</source>
        <translation>通常%1 ms（p%2～p%3、n&#xa0;%4）</translation>
    </message>
    <message>
        <source>%1 more cycles rest on the same capture</source>
        <translation>他に%1サイクルが同じ取得に依存</translation>
    </message>
    <message>
        <source>%1 spans cannot be read</source>
        <translation>%1スパンが読み取り不可</translation>
    </message>
    <message>
        <source>%1 more records are not looked at</source>
        <translation>他の%1レコードは対象外</translation>
    </message>
    <message>
        <source>%1 spans had not arrived yet</source>
        <translation>%1スパンは未到着</translation>
    </message>
    <message>
        <source>Method, version %1: the whole time, from the end of the reaction back, is the time of the step that ended there, or of what it waited for. Blue is a step&apos;s part of it, grey what did not delay it, dotted the wait for its turn. Usual: percentiles %2 to %3 of all cycles of this log. A reaction ends with the first end of its stage.</source>
        <translation>手法、バージョン%1：全所要時間を応答の終わりから遡り、各時点で終わった処理、または処理が待っていた相手に割り当てる。青は処理の寄与分、灰色は遅延に関与しない部分、点線は順番待ち。通常：このログの全サイクルの%2～%3パーセンタイル。応答は該当段階の最初の終了で終わる。</translation>
    </message>
    <message>
        <source>intact</source>
        <translation>変更なし</translation>
    </message>
    <message>
        <source>intact, not signed</source>
        <translation>変更なし、署名なし</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>欠落</translation>
    </message>
    <message>
        <source>after the break</source>
        <translation>破断後</translation>
    </message>
    <message>
        <source>broken</source>
        <translation>検証失敗</translation>
    </message>
    <message>
        <source>Not defined</source>
        <translation>未定義</translation>
    </message>
    <message>
        <source>%1 weight × %2</source>
        <translation>%1の重み×%2</translation>
    </message>
    <message>
        <source>selects K%1 %2</source>
        <translation>K%1 %2を選択</translation>
    </message>
    <message>
        <source>Terms are too much alike for the digits they were logged in: whether one would have, is not known.</source>
        <translation>記録の桁数では項の差が小さすぎ、選択が変わったかどうかは不明。</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>Whatever one term weighed, from 1/%1 to %1 times as much, the choice is the same.</source>
        <translation>どの1項の重みを1/%1～%1倍に変えても、選択は変わらない。</translation>
    </message>
    <message>
        <source>No single term</source>
        <translation>単独では該当なし</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>他%1件</translation>
    </message>
    <message>
        <source>One cost term of all candidates times a factor of 1/%1 to %1, all else as logged. There the candidate is the cheapest; farther from 1 it or a third one, not the chosen one. Terms within %2 logged steps of each other are not told apart.</source>
        <translation>全候補の1つのコスト項に1/%1～%1の係数を掛け、他は記録のままとする。その値で当該候補が最小コストとなり、1からさらに離れると当該候補または第三の候補が最小となり、採用候補には戻らない。差が記録の%2ステップ以内の項は区別しない。</translation>
    </message>
    <message>
        <source>Method, version %1</source>
        <translation>手法、バージョン%1</translation>
    </message>
    <message>
        <source>No candidate was chosen, or its total cost is not logged.</source>
        <translation>採用候補がないか、その総コストの記録がない。</translation>
    </message>
    <message>
        <source>The chosen candidate could not be driven, as logged: it was not taken for its cost.</source>
        <translation>記録上、採用候補は実行不可である。コストによる採用ではない。</translation>
    </message>
    <message>
        <source>No other candidate that could be driven has a logged total cost.</source>
        <translation>実行可能な他の候補に、総コストの記録がない。</translation>
    </message>
    <message>
        <source>There are more candidates and terms than can be weighed at once.</source>
        <translation>候補と項が多すぎ、一度に比較できない。</translation>
    </message>
    <message>
        <source>The logged terms do not add up to the logged totals: something else was added.</source>
        <translation>記録された項の合計が総コストと一致しない。他の要素が加算されている。</translation>
    </message>
    <message>
        <source>The chosen candidate is not the cheapest one: something else than these costs decided.</source>
        <translation>採用候補は最小コストではない。これらのコスト以外の要素で決まった。</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>重大</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Worth a look</source>
        <translation>要確認</translation>
    </message>
    <message>
        <source>For the record</source>
        <translation>参考</translation>
    </message>
    <message>
        <source>No problems</source>
        <translation>問題なし</translation>
    </message>
    <message>
        <source>1 problem</source>
        <translation>問題 1 件</translation>
    </message>
    <message>
        <source>%1 problems</source>
        <translation>問題 %1 件</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>欠落</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>時計</translation>
    </message>
    <message>
        <source>Recorder</source>
        <translation>レコーダー</translation>
    </message>
    <message>
        <source>begins %1 late</source>
        <translation>開始が %1 遅い</translation>
    </message>
    <message>
        <source>ends %1 early</source>
        <translation>終了が %1 早い</translation>
    </message>
    <message>
        <source>nothing for %1</source>
        <translation>%1 の間記録なし</translation>
    </message>
    <message>
        <source>%1 records captured later than they arrived</source>
        <translation>取得時刻が到着より後のレコード %1 件</translation>
    </message>
    <message>
        <source>stamps go back %1 times</source>
        <translation>時刻の逆行 %1 回</translation>
    </message>
    <message>
        <source>%1 stamps repeated</source>
        <translation>時刻の重複 %1 件</translation>
    </message>
    <message>
        <source>%1 records without a capture time</source>
        <translation>取得時刻のないレコード %1 件</translation>
    </message>
    <message>
        <source>cannot be decoded: %1</source>
        <translation>復号不可: %1</translation>
    </message>
    <message>
        <source>none of %1 records can be decoded: %2</source>
        <translation>%1 件のレコードをすべて復号できない: %2</translation>
    </message>
    <message>
        <source>%1 more: %2</source>
        <translation>ほか %1 件: %2</translation>
    </message>
    <message>
        <source>gaps</source>
        <translation>途絶</translation>
    </message>
    <message>
        <source>records that cannot be decoded</source>
        <translation>復号できないレコード</translation>
    </message>
    <message>
        <source>, record %1</source>
        <translation>、レコード %1</translation>
    </message>
    <message>
        <source>What it is worth</source>
        <translation>証拠としての価値</translation>
    </message>
    <message>
        <source>Before anything is shown it is checked: whether the bytes are those that were recorded, whether nothing is missing, whether it is signed, and by whom. A click here says why. Nobody vouches for the key of this sample until you say so: therefore UNTRUSTED.</source>
        <translation>表示の前に必ず検証する。バイトが記録時のままか、欠落がないか、署名があるか、誰の署名か。ここをクリックすると理由が分かる。このサンプルの鍵は、あなたが信頼するまで誰も保証しない。そのため「未信頼」となる。</translation>
    </message>
    <message>
        <source>One instant for everything</source>
        <translation>すべてが同じ瞬間</translation>
    </message>
    <message>
        <source>All views show the same instant, now one second before the contact. Drag in the timeline, or step frame by frame with “%1” and “%2”. “%3” shows what the system knew then.</source>
        <translation>すべてのビューが同じ瞬間を示す。今は接触の 1 秒前である。タイムラインをドラッグするか、「%1」と「%2」で 1 フレームずつ進む。「%3」でその時点でシステムが知っていたことを表示する。</translation>
    </message>
    <message>
        <source>Why it did that</source>
        <translation>なぜそうしたか</translation>
    </message>
    <message>
        <source>What was decided at that instant, in one sentence; beneath it every candidate, what it would have cost, and why it was not taken. “%1” goes to the next decision.</source>
        <translation>その瞬間の判断を一文で示す。その下に、すべての軌跡候補、そのコスト、採用されなかった理由が並ぶ。「%1」で次の判断へ進む。</translation>
    </message>
    <message>
        <source>Who was there</source>
        <translation>誰がいたか</translation>
    </message>
    <message>
        <source>An object that is clicked in a picture or in 3D, or reached with “%1”, is marked everywhere. Its life stands at the right: as what it was taken, when that changed, and what was decided because of it. A click goes to each turn.</source>
        <translation>画像や 3D でクリックするか「%1」で選んだ物体は、すべてのビューで示される。右にその経過が並ぶ。何と認識されたか、いつ変わったか、そのために何が判断されたか。クリックで各時点へ移る。</translation>
    </message>
    <message>
        <source>Keep it, and find anything</source>
        <translation>残す、そして探す</translation>
    </message>
    <message>
        <source>“%1” keeps this instant as a bookmark of the case; the log itself is never written to. “%2” finds any command, object, event or time by its name, “%3” lists all keys.</source>
        <translation>「%1」でこの瞬間を事案のブックマークとして残す。ログ自体には決して書き込まない。「%2」でコマンド、物体、イベント、時刻を名前で探し、「%3」で全キーを一覧する。</translation>
    </message>
    <message>
        <source>%1 objects</source>
        <translation>物体 %1 個</translation>
    </message>
    <message>
        <source>and %1 farther away</source>
        <translation>ほか遠方に %1 個</translation>
    </message>
    <message>
        <source>ahead</source>
        <translation>前方</translation>
    </message>
    <message>
        <source>ahead left</source>
        <translation>左前方</translation>
    </message>
    <message>
        <source>left</source>
        <translation>左</translation>
    </message>
    <message>
        <source>behind left</source>
        <translation>左後方</translation>
    </message>
    <message>
        <source>behind</source>
        <translation>後方</translation>
    </message>
    <message>
        <source>behind right</source>
        <translation>右後方</translation>
    </message>
    <message>
        <source>right</source>
        <translation>右</translation>
    </message>
    <message>
        <source>ahead right</source>
        <translation>右前方</translation>
    </message>
</context>
<context>
    <name>Action</name>
    <message>
        <source>File</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>編集</translation>
    </message>
    <message>
        <source>View</source>
        <translation>表示</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>時間</translation>
    </message>
    <message>
        <source>Go</source>
        <translation>移動</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>判断</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>事案</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>報告書</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>ヘルプ</translation>
    </message>
    <message>
        <source>Open log</source>
        <translation>ログを開く</translation>
    </message>
    <message>
        <source>Opens sealed logs read only; other formats are inspected first.</source>
        <translation>封印済みログを読み取り専用で開きます。他の形式は先に検査します。</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>フォルダーを開く</translation>
    </message>
    <message>
        <source>Opens the segments in a folder as one drive, read only.</source>
        <translation>フォルダー内のセグメントを1つの走行として読み取り専用で開きます。</translation>
    </message>
    <message>
        <source>Import another format</source>
        <translation>他の形式を取り込む</translation>
    </message>
    <message>
        <source>Inspects a foreign recording, maps its channels and seals it at intake.</source>
        <translation>他形式の記録を検査し、チャンネルを割り当て、取り込み時に封印します。</translation>
    </message>
    <message>
        <source>Import a folder</source>
        <translation>フォルダーを取り込む</translation>
    </message>
    <message>
        <source>Inspects a foreign recording that is a folder of files, and seals it at intake.</source>
        <translation>フォルダー形式の他形式の記録を検査し、取り込み時に封印します。</translation>
    </message>
    <message>
        <source>Save the stored picture</source>
        <translation>記録された画像を保存</translation>
    </message>
    <message>
        <source>Saves the picture&apos;s bytes exactly as they stand in the log.</source>
        <translation>画像のバイト列をログ内のまま保存します。</translation>
    </message>
    <message>
        <source>Save as shown</source>
        <translation>表示どおりに保存</translation>
    </message>
    <message>
        <source>Saves the view with its overlays, stamped with time, sample and verdict.</source>
        <translation>ビューをオーバーレイごと保存し、時刻、サンプル、判定を付記します。</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>終了</translation>
    </message>
    <message>
        <source>Ends the program; the case is already saved.</source>
        <translation>プログラムを終了します。事案は保存済みです。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>元に戻す</translation>
    </message>
    <message>
        <source>Takes back the last change to the case.</source>
        <translation>事案への直前の変更を取り消します。</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>やり直す</translation>
    </message>
    <message>
        <source>Makes the change again that was taken back.</source>
        <translation>取り消した変更を再び適用します。</translation>
    </message>
    <message>
        <source>Find or filter</source>
        <translation>検索・絞り込み</translation>
    </message>
    <message>
        <source>Moves to the filter of the area that has the focus.</source>
        <translation>フォーカスのある領域のフィルターへ移動します。</translation>
    </message>
    <message>
        <source>Select next object</source>
        <translation>次の物体を選択</translation>
    </message>
    <message>
        <source>Selects the next road user of this instant, in every view.</source>
        <translation>この時点の次の交通参加者を、全ビューで選択します。</translation>
    </message>
    <message>
        <source>Select previous object</source>
        <translation>前の物体を選択</translation>
    </message>
    <message>
        <source>Selects the previous road user of this instant, in every view.</source>
        <translation>この時点の前の交通参加者を、全ビューで選択します。</translation>
    </message>
    <message>
        <source>Pick next candidate</source>
        <translation>次の軌跡候補を選択</translation>
    </message>
    <message>
        <source>Marks the next candidate of the decision in its list, pictures and 3D.</source>
        <translation>判断の次の軌跡候補を、一覧、画像、3D で示す。</translation>
    </message>
    <message>
        <source>Pick previous candidate</source>
        <translation>前の軌跡候補を選択</translation>
    </message>
    <message>
        <source>Marks the previous candidate of the decision in its list, pictures and 3D.</source>
        <translation>判断の前の軌跡候補を、一覧、画像、3D で示す。</translation>
    </message>
    <message>
        <source>Clear selection</source>
        <translation>選択を解除</translation>
    </message>
    <message>
        <source>Selects nothing, in every view.</source>
        <translation>全ビューで選択を解除します。</translation>
    </message>
    <message>
        <source>Layout files</source>
        <translation>レイアウトファイル</translation>
    </message>
    <message>
        <source>Parts in sight</source>
        <translation>表示する領域</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>言語</translation>
    </message>
    <message>
        <source>Next layout</source>
        <translation>次のレイアウト</translation>
    </message>
    <message>
        <source>Arranges the desk as the next tab says.</source>
        <translation>次のタブの配置にします。</translation>
    </message>
    <message>
        <source>Previous layout</source>
        <translation>前のレイアウト</translation>
    </message>
    <message>
        <source>Arranges the desk as the tab before says.</source>
        <translation>前のタブの配置にします。</translation>
    </message>
    <message>
        <source>Save layout as</source>
        <translation>レイアウトに名前を付けて保存</translation>
    </message>
    <message>
        <source>Keeps the desk as it is arranged now under a name.</source>
        <translation>現在の配置に名前を付けて保存します。</translation>
    </message>
    <message>
        <source>Reset layout</source>
        <translation>レイアウトをリセット</translation>
    </message>
    <message>
        <source>Arranges the desk again as its layout says.</source>
        <translation>レイアウトに保存された配置に戻します。</translation>
    </message>
    <message>
        <source>Rename layout</source>
        <translation>レイアウト名を変更</translation>
    </message>
    <message>
        <source>Calls the layout in force otherwise, if it is your own.</source>
        <translation>現在のレイアウトの名前を変更します（自作のもののみ）。</translation>
    </message>
    <message>
        <source>Delete layout</source>
        <translation>レイアウトを削除</translation>
    </message>
    <message>
        <source>Deletes the layout in force, if it is your own.</source>
        <translation>現在のレイアウトを削除します（自作のもののみ）。</translation>
    </message>
    <message>
        <source>Export layout</source>
        <translation>レイアウトをエクスポート</translation>
    </message>
    <message>
        <source>Writes the layout as it is now to a file, for somebody else.</source>
        <translation>現在の配置を他者に渡せるファイルに書き出します。</translation>
    </message>
    <message>
        <source>Import layout</source>
        <translation>レイアウトをインポート</translation>
    </message>
    <message>
        <source>Takes the layout of a file among your own and arranges the desk so.</source>
        <translation>ファイルのレイアウトを自作に加え、その配置にします。</translation>
    </message>
    <message>
        <source>Show channels</source>
        <translation>チャンネルを表示</translation>
    </message>
    <message>
        <source>Takes the evidence and its channels into sight, or out of it.</source>
        <translation>証拠とチャンネルの表示・非表示を切り替えます。</translation>
    </message>
    <message>
        <source>Show camera</source>
        <translation>カメラを表示</translation>
    </message>
    <message>
        <source>Takes the camera into sight, or out of it.</source>
        <translation>カメラの表示・非表示を切り替えます。</translation>
    </message>
    <message>
        <source>Show second camera</source>
        <translation>第2カメラを表示</translation>
    </message>
    <message>
        <source>Takes the second camera into sight, or out of it.</source>
        <translation>第2カメラの表示・非表示を切り替えます。</translation>
    </message>
    <message>
        <source>Show camera %1</source>
        <translation>カメラ%1を表示</translation>
    </message>
    <message>
        <source>Takes one more camera of the log into sight, or out of it.</source>
        <translation>ログにある他のカメラの表示・非表示を切り替えます。</translation>
    </message>
    <message>
        <source>Show 3D</source>
        <translation>3Dを表示</translation>
    </message>
    <message>
        <source>Takes the 3D view into sight, or out of it.</source>
        <translation>3Dビューの表示・非表示を切り替えます。</translation>
    </message>
    <message>
        <source>Show map</source>
        <translation>地図を表示</translation>
    </message>
    <message>
        <source>Takes the map into sight, or out of it.</source>
        <translation>地図の表示・非表示を切り替えます。</translation>
    </message>
    <message>
        <source>Show plots</source>
        <translation>グラフを表示</translation>
    </message>
    <message>
        <source>Takes the plots into sight, or out of it.</source>
        <translation>グラフの表示・非表示を切り替えます。</translation>
    </message>
    <message>
        <source>Show timeline</source>
        <translation>タイムラインを表示</translation>
    </message>
    <message>
        <source>Takes the lanes of the timeline into sight, or out of it.</source>
        <translation>タイムラインのレーンの表示・非表示を切り替えます。</translation>
    </message>
    <message>
        <source>Show inspector</source>
        <translation>インスペクターを表示</translation>
    </message>
    <message>
        <source>Takes decision, record and evidence into sight, or out of it.</source>
        <translation>判断、レコード、証拠の表示・非表示を切り替えます。</translation>
    </message>
    <message>
        <source>Show vehicle state</source>
        <translation>車両状態を表示</translation>
    </message>
    <message>
        <source>Takes the state of the vehicle into sight, or out of it.</source>
        <translation>車両状態の表示・非表示を切り替えます。</translation>
    </message>
    <message>
        <source>Show trace</source>
        <translation>トレースを表示</translation>
    </message>
    <message>
        <source>Takes the steps from capture to actuation into sight, or out of it.</source>
        <translation>取得から作動までの処理の表示・非表示を切り替えます。</translation>
    </message>
    <message>
        <source>Show object</source>
        <translation>物体を表示</translation>
    </message>
    <message>
        <source>Takes the biography of the selected object into sight, or out of it.</source>
        <translation>選択した物体の経歴の表示・非表示を切り替えます。</translation>
    </message>
    <message>
        <source>Show log lines</source>
        <translation>ログ行を表示</translation>
    </message>
    <message>
        <source>Takes what programs wrote into their logs into sight, or out of it.</source>
        <translation>各プログラムが書いたログ行の表示を切り替える。</translation>
    </message>
    <message>
        <source>Show decision ledger</source>
        <translation>判断台帳を表示</translation>
    </message>
    <message>
        <source>Takes the table of all planning cycles into sight, or out of it.</source>
        <translation>全計画サイクルの表の表示・非表示を切り替えます。</translation>
    </message>
    <message>
        <source>Show problems</source>
        <translation>問題を表示</translation>
    </message>
    <message>
        <source>Lists all that is wrong with the log or odd about it, the gravest first.</source>
        <translation>ログの問題点と不審な点を重大な順に一覧する。</translation>
    </message>
    <message>
        <source>Merge density lanes</source>
        <translation>密度レーンを統合</translation>
    </message>
    <message>
        <source>Makes the timeline lower: one lane for all densities, no bookmarks, no overview.</source>
        <translation>タイムラインを低くします（密度は1レーン、ブックマークと全体表示はなし）。</translation>
    </message>
    <message>
        <source>3D from above</source>
        <translation>3D：真上から</translation>
    </message>
    <message>
        <source>Looks down on the vehicle.</source>
        <translation>自車を真上から見ます。</translation>
    </message>
    <message>
        <source>3D from behind</source>
        <translation>3D：後方から</translation>
    </message>
    <message>
        <source>Looks over the vehicle from behind.</source>
        <translation>自車を後方から見ます。</translation>
    </message>
    <message>
        <source>3D from the driver&apos;s seat</source>
        <translation>3D：運転席から</translation>
    </message>
    <message>
        <source>Looks ahead from the driver&apos;s eyes.</source>
        <translation>運転者の目の位置から前方を見ます。</translation>
    </message>
    <message>
        <source>3D free</source>
        <translation>3D：自由</translation>
    </message>
    <message>
        <source>Leaves the viewpoint to the mouse.</source>
        <translation>視点をマウスで操作します。</translation>
    </message>
    <message>
        <source>Follow vehicle or object</source>
        <translation>自車・物体を追従</translation>
    </message>
    <message>
        <source>Goes with the vehicle, then the selected object, then nothing; in the map: vehicle.</source>
        <translation>追従対象を自車、選択した物体、なしの順に切り替えます（地図では自車）。</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>測定</translation>
    </message>
    <message>
        <source>Measures from point to point, then to the vehicle, then not; with the uncertainty.</source>
        <translation>2点間、自車まで、なしの順に測定を切り替え、不確かさも示します。</translation>
    </message>
    <message>
        <source>Shade shapes by depth</source>
        <translation>形状に深度の陰影を付ける</translation>
    </message>
    <message>
        <source>Darkens what lies behind its neighbours in the 3D view, which says so below it.</source>
        <translation>3Dビューで背後にあるものを暗くし、その旨を下に表示します。</translation>
    </message>
    <message>
        <source>Use this view&apos;s channel as master</source>
        <translation>このビューのチャンネルを基準にする</translation>
    </message>
    <message>
        <source>Steps by the frames of this view&apos;s channel from now on.</source>
        <translation>以後、このビューのチャンネルのフレーム単位で移動します。</translation>
    </message>
    <message>
        <source>Put cursor A here</source>
        <translation>ここにカーソルAを置く</translation>
    </message>
    <message>
        <source>Marks this instant as the first of two to compare in the plots.</source>
        <translation>グラフで比較する2時点の1つ目とします。</translation>
    </message>
    <message>
        <source>Put cursor B here</source>
        <translation>ここにカーソルBを置く</translation>
    </message>
    <message>
        <source>Marks this instant as the second of two to compare in the plots.</source>
        <translation>グラフで比較する2時点の2つ目とします。</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全画面表示</translation>
    </message>
    <message>
        <source>Gives the window the whole screen, or takes it back.</source>
        <translation>ウィンドウの全画面表示を切り替えます。</translation>
    </message>
    <message>
        <source>Interface larger</source>
        <translation>表示を拡大</translation>
    </message>
    <message>
        <source>Makes all text and controls larger.</source>
        <translation>文字と操作部品を大きくします。</translation>
    </message>
    <message>
        <source>Interface smaller</source>
        <translation>表示を縮小</translation>
    </message>
    <message>
        <source>Makes all text and controls smaller.</source>
        <translation>文字と操作部品を小さくします。</translation>
    </message>
    <message>
        <source>Interface at normal size</source>
        <translation>表示を標準サイズに戻す</translation>
    </message>
    <message>
        <source>Shows text and controls as large as designed.</source>
        <translation>文字と操作部品を設計どおりの大きさにします。</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>ダーク</translation>
    </message>
    <message>
        <source>Light text on dark panes.</source>
        <translation>暗い背景に明るい文字で表示します。</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>ライト</translation>
    </message>
    <message>
        <source>Dark text on light panes.</source>
        <translation>明るい背景に暗い文字で表示します。</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>ハイコントラスト</translation>
    </message>
    <message>
        <source>White text and lines on black.</source>
        <translation>黒地に白い文字と線で表示します。</translation>
    </message>
    <message>
        <source>Language of the system</source>
        <translation>システムの言語</translation>
    </message>
    <message>
        <source>Speaks as the system does, if it can; else English.</source>
        <translation>システムの言語で表示します（対応しない場合は英語）。</translation>
    </message>
    <message>
        <source>English</source>
        <translation>English</translation>
    </message>
    <message>
        <source>Shows the window in English; what a log says stays as it is.</source>
        <translation>ウィンドウを英語で表示します。ログの内容は変わりません。</translation>
    </message>
    <message>
        <source>日本語</source>
        <translation>日本語</translation>
    </message>
    <message>
        <source>Shows the window in Japanese; what a log says stays as it is.</source>
        <translation>ウィンドウを日本語で表示します。ログの内容は変わりません。</translation>
    </message>
    <message>
        <source>Next area</source>
        <translation>次の領域</translation>
    </message>
    <message>
        <source>Moves the focus to the next area of the window.</source>
        <translation>ウィンドウの次の領域へフォーカスを移します。</translation>
    </message>
    <message>
        <source>Previous area</source>
        <translation>前の領域</translation>
    </message>
    <message>
        <source>Moves the focus to the previous area of the window.</source>
        <translation>ウィンドウの前の領域へフォーカスを移します。</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>再生・一時停止</translation>
    </message>
    <message>
        <source>Plays from this instant at the chosen rate, or stops at it.</source>
        <translation>この時点から選択した速度で再生、または停止します。</translation>
    </message>
    <message>
        <source>Shuttle back</source>
        <translation>逆方向シャトル</translation>
    </message>
    <message>
        <source>Plays backwards; each further press is one step faster.</source>
        <translation>逆方向に再生します。押すたびに1段階速くなります。</translation>
    </message>
    <message>
        <source>Shuttle forward</source>
        <translation>順方向シャトル</translation>
    </message>
    <message>
        <source>Plays forward; each further press is one step faster.</source>
        <translation>順方向に再生します。押すたびに1段階速くなります。</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>遅く</translation>
    </message>
    <message>
        <source>Goes one step down the ladder of rates.</source>
        <translation>再生速度を1段階下げます。</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>速く</translation>
    </message>
    <message>
        <source>Goes one step up the ladder of rates.</source>
        <translation>再生速度を1段階上げます。</translation>
    </message>
    <message>
        <source>Normal rate</source>
        <translation>標準速度</translation>
    </message>
    <message>
        <source>Plays as fast as it happened.</source>
        <translation>実際と同じ速さで再生します。</translation>
    </message>
    <message>
        <source>Capture time or knew then</source>
        <translation>取得時刻・当時既知の切り替え</translation>
    </message>
    <message>
        <source>Shows what happened at an instant, or only what had arrived by then.</source>
        <translation>その時点の事象を示すか、その時点までに到着していたものだけを示すかを切り替えます。</translation>
    </message>
    <message>
        <source>Set T0 here</source>
        <translation>ここをT0にする</translation>
    </message>
    <message>
        <source>Makes this instant the zero of all times; it is logged.</source>
        <translation>この時点を全時刻の原点にします。記録に残ります。</translation>
    </message>
    <message>
        <source>Clock from T0</source>
        <translation>時計：T0基準</translation>
    </message>
    <message>
        <source>Shows times before and after T0 on the clock and the ruler.</source>
        <translation>時計と目盛りをT0前後の時間で示します。</translation>
    </message>
    <message>
        <source>Clock from the start</source>
        <translation>時計：開始基準</translation>
    </message>
    <message>
        <source>Shows times since the start of the log on the clock and the ruler.</source>
        <translation>時計と目盛りをログ開始からの時間で示します。</translation>
    </message>
    <message>
        <source>Clock in UTC</source>
        <translation>時計：UTC</translation>
    </message>
    <message>
        <source>Shows UTC as the log tells it on the clock and the ruler.</source>
        <translation>時計と目盛りをログによるUTCで示します。</translation>
    </message>
    <message>
        <source>Clock in local time</source>
        <translation>時計：現地時刻</translation>
    </message>
    <message>
        <source>Shows local time of the chosen zone on the clock and the ruler.</source>
        <translation>時計と目盛りを選択したタイムゾーンの現地時刻で示します。</translation>
    </message>
    <message>
        <source>Zone of local time</source>
        <translation>現地時刻のタイムゾーン</translation>
    </message>
    <message>
        <source>Chooses the zone in which local times are shown and can be typed.</source>
        <translation>現地時刻の表示と入力に使うタイムゾーンを選びます。</translation>
    </message>
    <message>
        <source>Start the loop here</source>
        <translation>ここをループ開始にする</translation>
    </message>
    <message>
        <source>Makes this instant the start of the loop.</source>
        <translation>この時点をループの開始にします。</translation>
    </message>
    <message>
        <source>End the loop here</source>
        <translation>ここをループ終了にする</translation>
    </message>
    <message>
        <source>Makes this instant the end of the loop.</source>
        <translation>この時点をループの終了にします。</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>ループ</translation>
    </message>
    <message>
        <source>Plays the loop again and again, or plays on.</source>
        <translation>ループ再生と通常再生を切り替えます。</translation>
    </message>
    <message>
        <source>Clear the loop</source>
        <translation>ループを消去</translation>
    </message>
    <message>
        <source>Forgets both ends of the loop.</source>
        <translation>ループの両端を消去します。</translation>
    </message>
    <message>
        <source>One frame forward</source>
        <translation>1フレーム進む</translation>
    </message>
    <message>
        <source>Goes to the next frame of the master channel.</source>
        <translation>基準チャンネルの次のフレームへ移動します。</translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation>1フレーム戻る</translation>
    </message>
    <message>
        <source>Goes to the previous frame of the master channel.</source>
        <translation>基準チャンネルの前のフレームへ移動します。</translation>
    </message>
    <message>
        <source>0.1 s forward</source>
        <translation>0.1 s進む</translation>
    </message>
    <message>
        <source>Goes 0.1 s forward.</source>
        <translation>0.1 s進みます。</translation>
    </message>
    <message>
        <source>0.1 s back</source>
        <translation>0.1 s戻る</translation>
    </message>
    <message>
        <source>Goes 0.1 s back.</source>
        <translation>0.1 s戻ります。</translation>
    </message>
    <message>
        <source>1 s forward</source>
        <translation>1 s進む</translation>
    </message>
    <message>
        <source>Goes 1 s forward.</source>
        <translation>1 s進みます。</translation>
    </message>
    <message>
        <source>1 s back</source>
        <translation>1 s戻る</translation>
    </message>
    <message>
        <source>Goes 1 s back.</source>
        <translation>1 s戻ります。</translation>
    </message>
    <message>
        <source>10 s forward</source>
        <translation>10 s進む</translation>
    </message>
    <message>
        <source>Goes 10 s forward.</source>
        <translation>10 s進みます。</translation>
    </message>
    <message>
        <source>10 s back</source>
        <translation>10 s戻る</translation>
    </message>
    <message>
        <source>Goes 10 s back.</source>
        <translation>10 s戻ります。</translation>
    </message>
    <message>
        <source>Go to start</source>
        <translation>先頭へ移動</translation>
    </message>
    <message>
        <source>Goes to the start of the log.</source>
        <translation>ログの先頭へ移動します。</translation>
    </message>
    <message>
        <source>Go to end</source>
        <translation>末尾へ移動</translation>
    </message>
    <message>
        <source>Goes to the end of the log.</source>
        <translation>ログの末尾へ移動します。</translation>
    </message>
    <message>
        <source>Go to T0</source>
        <translation>T0へ移動</translation>
    </message>
    <message>
        <source>Goes to T0.</source>
        <translation>T0へ移動します。</translation>
    </message>
    <message>
        <source>Go to exact time</source>
        <translation>時刻を指定して移動</translation>
    </message>
    <message>
        <source>Goes to a time given in nanoseconds, in UTC or from T0, or to a frame by its number.</source>
        <translation>ナノ秒、UTC、T0からの時間、またはフレーム番号で指定した時点へ移動します。</translation>
    </message>
    <message>
        <source>Next event</source>
        <translation>次のイベント</translation>
    </message>
    <message>
        <source>Goes to the next event of the kinds ticked in the event lane.</source>
        <translation>イベントレーンでチェックした種類の次のイベントへ移動します。</translation>
    </message>
    <message>
        <source>Previous event</source>
        <translation>前のイベント</translation>
    </message>
    <message>
        <source>Goes to the previous event of the kinds ticked in the event lane.</source>
        <translation>イベントレーンでチェックした種類の前のイベントへ移動します。</translation>
    </message>
    <message>
        <source>Kinds of events</source>
        <translation>イベントの種類</translation>
    </message>
    <message>
        <source>Lists the kinds of events with their keys; those ticked are shown and stepped to.</source>
        <translation>イベントの種類とキーを一覧します。チェックした種類が表示と移動の対象です。</translation>
    </message>
    <message>
        <source>Next event of kind %1</source>
        <translation>種類%1の次のイベント</translation>
    </message>
    <message>
        <source>Goes to the next event of the kind in that row of the event lane&apos;s list.</source>
        <translation>イベントレーンの一覧でその行にある種類の、次のイベントへ移動します。</translation>
    </message>
    <message>
        <source>Previous event of kind %1</source>
        <translation>種類%1の前のイベント</translation>
    </message>
    <message>
        <source>Goes to the previous event of the kind in that row of the event lane&apos;s list.</source>
        <translation>イベントレーンの一覧でその行にある種類の、前のイベントへ移動します。</translation>
    </message>
    <message>
        <source>Next broken or missing stretch</source>
        <translation>次の検証失敗・欠落区間</translation>
    </message>
    <message>
        <source>Goes to the next stretch of the log that fails its check or is missing.</source>
        <translation>検証に失敗した、または欠落した次の区間へ移動します。</translation>
    </message>
    <message>
        <source>Previous broken or missing stretch</source>
        <translation>前の検証失敗・欠落区間</translation>
    </message>
    <message>
        <source>Goes to the previous stretch of the log that fails its check or is missing.</source>
        <translation>検証に失敗した、または欠落した前の区間へ移動します。</translation>
    </message>
    <message>
        <source>Next bookmark</source>
        <translation>次のブックマーク</translation>
    </message>
    <message>
        <source>Goes to the next bookmark.</source>
        <translation>次のブックマークへ移動します。</translation>
    </message>
    <message>
        <source>Previous bookmark</source>
        <translation>前のブックマーク</translation>
    </message>
    <message>
        <source>Goes to the previous bookmark.</source>
        <translation>前のブックマークへ移動します。</translation>
    </message>
    <message>
        <source>Next decision</source>
        <translation>次の判断</translation>
    </message>
    <message>
        <source>Goes to the next planning cycle.</source>
        <translation>次の計画サイクルへ移動します。</translation>
    </message>
    <message>
        <source>Previous decision</source>
        <translation>前の判断</translation>
    </message>
    <message>
        <source>Goes to the previous planning cycle.</source>
        <translation>前の計画サイクルへ移動します。</translation>
    </message>
    <message>
        <source>Next decision that answers the filter</source>
        <translation>フィルターに合う次の判断</translation>
    </message>
    <message>
        <source>Goes to the next planning cycle that the filter of the ledger keeps.</source>
        <translation>判断台帳のフィルターに合う次の計画サイクルへ移動します。</translation>
    </message>
    <message>
        <source>Previous decision that answers the filter</source>
        <translation>フィルターに合う前の判断</translation>
    </message>
    <message>
        <source>Goes to the previous planning cycle that the filter of the ledger keeps.</source>
        <translation>判断台帳のフィルターに合う前の計画サイクルへ移動します。</translation>
    </message>
    <message>
        <source>New case</source>
        <translation>新しい事案</translation>
    </message>
    <message>
        <source>Starts a case for the open logs.</source>
        <translation>開いているログの事案を作成します。</translation>
    </message>
    <message>
        <source>Open case</source>
        <translation>事案を開く</translation>
    </message>
    <message>
        <source>Opens a case with its logs, bookmarks and custody ledger.</source>
        <translation>事案をログ、ブックマーク、保管記録とともに開きます。</translation>
    </message>
    <message>
        <source>Bookmark this instant</source>
        <translation>この時点をブックマーク</translation>
    </message>
    <message>
        <source>Keeps this instant, its layout and its cameras in the case.</source>
        <translation>この時点をレイアウトとカメラとともに事案に保存します。</translation>
    </message>
    <message>
        <source>Bookmark with text</source>
        <translation>注記付きでブックマーク</translation>
    </message>
    <message>
        <source>Keeps this instant in the case and asks what to note.</source>
        <translation>この時点を事案に保存し、注記を入力します。</translation>
    </message>
    <message>
        <source>States the case over a verified span and seals it.</source>
        <translation>検証済み区間について事案を報告書にまとめ、封印します。</translation>
    </message>
    <message>
        <source>Find action, object, event or time</source>
        <translation>操作・物体・イベント・時刻を検索</translation>
    </message>
    <message>
        <source>Finds anything by its name and goes there or does it.</source>
        <translation>名前で何でも検索し、移動または実行します。</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>キーボードショートカット</translation>
    </message>
    <message>
        <source>Shows all keys; each can be changed.</source>
        <translation>全キーを一覧します。変更もできます。</translation>
    </message>
    <message>
        <source>Tour in five steps</source>
        <translation>5 ステップのツアー</translation>
    </message>
    <message>
        <source>Shows on the sample Crossing what there is in the window.</source>
        <translation>サンプル「横断」でウィンドウの内容を案内する。</translation>
    </message>
    <message>
        <source>Log format specification</source>
        <translation>ログ形式の仕様書</translation>
    </message>
    <message>
        <source>Opens the description by which anybody can check a sealed log without this program.</source>
        <translation>封印済みログを本プログラムなしで誰でも検証できる仕様書を開きます。</translation>
    </message>
</context>
<context>
    <name>Arrangement</name>
    <message>
        <source>Channels</source>
        <translation>チャンネル</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>カメラ</translation>
    </message>
    <message>
        <source>Second camera</source>
        <translation>第2カメラ</translation>
    </message>
    <message>
        <source>3D</source>
        <translation>3D</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>地図</translation>
    </message>
    <message>
        <source>Plots</source>
        <translation>グラフ</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>タイムライン</translation>
    </message>
    <message>
        <source>Transport</source>
        <translation>再生操作</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>インスペクター</translation>
    </message>
    <message>
        <source>Vehicle state</source>
        <translation>車両状態</translation>
    </message>
    <message>
        <source>Decision ledger</source>
        <translation>判断台帳</translation>
    </message>
    <message>
        <source>Trace</source>
        <translation>トレース</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>物体</translation>
    </message>
    <message>
        <source>Log lines</source>
        <translation>ログ行</translation>
    </message>
    <message>
        <source>Camera %1</source>
        <translation>カメラ%1</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Verification</source>
        <translation>検証</translation>
    </message>
    <message>
        <source>%1 channel hidden</source>
        <translation>%1チャンネル非表示</translation>
    </message>
    <message>
        <source>%1 channels hidden</source>
        <translation>%1チャンネル非表示</translation>
    </message>
    <message>
        <source>No evidence open. Files are opened read only and never changed.</source>
        <translation>証拠は開かれていない。ファイルは読み取り専用で開き、変更しない。</translation>
    </message>
    <message>
        <source>READ ONLY</source>
        <translation>読み取り専用</translation>
    </message>
    <message>
        <source>%1, redacted copy</source>
        <translation>%1、秘匿化した写し</translation>
    </message>
</context>
<context>
    <name>BookmarkQuestion</name>
    <message>
        <source>What is to be remembered here?</source>
        <translation>ここに何を注記するか</translation>
    </message>
    <message>
        <source>Another log was opened meanwhile: this text was not kept. Copy it if it is still needed.</source>
        <translation>その間に別のログが開かれ、この注記は保存されていない。必要ならコピーすること。</translation>
    </message>
</context>
<context>
    <name>BookmarkTools</name>
    <message>
        <source>no text</source>
        <translation>注記なし</translation>
    </message>
    <message>
        <source>Bookmark %1: %2</source>
        <translation>ブックマーク%1：%2</translation>
    </message>
    <message>
        <source>bookmark %1</source>
        <translation>ブックマーク%1</translation>
    </message>
    <message>
        <source>Show %1 as it was looked at</source>
        <translation>%1を当時の見え方で表示</translation>
    </message>
    <message>
        <source>Set T0 at %1</source>
        <translation>%1をT0にする</translation>
    </message>
    <message>
        <source>Text of %1…</source>
        <translation>%1の注記…</translation>
    </message>
    <message>
        <source>Delete %1</source>
        <translation>%1を削除</translation>
    </message>
    <message>
        <source>Bookmark %1 is not in sight: go to it before it is deleted</source>
        <translation>ブックマーク%1は画面外。移動してから削除すること</translation>
    </message>
    <message>
        <source>Bookmark %1</source>
        <translation>ブックマーク%1</translation>
    </message>
</context>
<context>
    <name>Callout</name>
    <message>
        <source>Back</source>
        <translation>戻る</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>スキップ</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>次へ</translation>
    </message>
</context>
<context>
    <name>CameraView</name>
    <message>
        <source>Camera</source>
        <translation>カメラ</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>画像</translation>
    </message>
    <message>
        <source>Picture of %1</source>
        <translation>%1 の画像</translation>
    </message>
    <message>
        <source>frame</source>
        <translation>フレーム</translation>
    </message>
    <message>
        <source>No camera in this log</source>
        <translation>このログにカメラなし</translation>
    </message>
</context>
<context>
    <name>CandidatesList</name>
    <message>
        <source>Candidates</source>
        <translation>軌跡候補</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation>採用</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>不採用</translation>
    </message>
    <message>
        <source>infeasible</source>
        <translation>実行不可</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>コスト</translation>
    </message>
</context>
<context>
    <name>CaseLabel</name>
    <message>
        <source>Case saved %1</source>
        <translation>事案を保存 %1</translation>
    </message>
    <message>
        <source>Case not kept</source>
        <translation>事案は未保存</translation>
    </message>
    <message>
        <source>1 finding</source>
        <translation>所見1件</translation>
    </message>
    <message>
        <source>%1 findings</source>
        <translation>所見%1件</translation>
    </message>
</context>
<context>
    <name>Casework</name>
    <message>
        <source>The desk had been changed when this was bookmarked: %1</source>
        <translation>ブックマーク時、配置は変更されていた：%1</translation>
    </message>
    <message>
        <source>The layout %1 of this bookmark is not there any more</source>
        <translation>このブックマークのレイアウト%1は存在しない</translation>
    </message>
    <message>
        <source>Bookmark</source>
        <translation>ブックマーク</translation>
    </message>
</context>
<context>
    <name>ChannelName</name>
    <message>
        <source>master</source>
        <translation>基準</translation>
    </message>
</context>
<context>
    <name>ChannelsPanel</name>
    <message>
        <source>Evidence</source>
        <translation>証拠</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>チャンネル</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>レート</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>件数</translation>
    </message>
    <message>
        <source>Gaps</source>
        <translation>途絶</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>チャンネル</translation>
    </message>
    <message>
        <source>Filter channels</source>
        <translation>チャンネルを絞り込む</translation>
    </message>
    <message>
        <source>Fold channels away</source>
        <translation>チャンネルを折りたたむ</translation>
    </message>
    <message>
        <source>File</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>Drive</source>
        <translation>走行</translation>
    </message>
    <message>
        <source>Segments</source>
        <translation>セグメント</translation>
    </message>
    <message>
        <source>Begins</source>
        <translation>開始</translation>
    </message>
    <message>
        <source>Span</source>
        <translation>期間</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>除外</translation>
    </message>
    <message>
        <source>arrival assumed</source>
        <translation>到着時刻は仮定</translation>
    </message>
    <message>
        <source>arrival measured</source>
        <translation>到着は計測値</translation>
    </message>
    <message>
        <source>%1 records</source>
        <translation>%1レコード</translation>
    </message>
    <message>
        <source>No record before %1</source>
        <translation>%1より前のレコードなし</translation>
    </message>
    <message>
        <source>Gaps between records: %1, the longest %2</source>
        <translation>レコード間の途絶：%1件、最長%2</translation>
    </message>
    <message>
        <source>No record after %1, for %2</source>
        <translation>%1より後、%2の間レコードなし</translation>
    </message>
    <message>
        <source>%1 hidden</source>
        <translation>非表示%1</translation>
    </message>
    <message>
        <source>Step by this channel</source>
        <translation>このチャンネル単位で移動</translation>
    </message>
    <message>
        <source>Show in the camera view</source>
        <translation>カメラビューに表示</translation>
    </message>
    <message>
        <source>Show this channel</source>
        <translation>このチャンネルを表示</translation>
    </message>
    <message>
        <source>Hide this channel</source>
        <translation>このチャンネルを非表示</translation>
    </message>
    <message>
        <source>Show all channels</source>
        <translation>全チャンネルを表示</translation>
    </message>
</context>
<context>
    <name>CheckpointsList</name>
    <message>
        <source>Checkpoints</source>
        <translation>チェックポイント</translation>
    </message>
</context>
<context>
    <name>CheckpointsModel</name>
    <message>
        <source>Checkpoint</source>
        <translation>チェックポイント</translation>
    </message>
    <message>
        <source>Records signed</source>
        <translation>署名レコード数</translation>
    </message>
    <message>
        <source>Up to</source>
        <translation>対象範囲</translation>
    </message>
    <message>
        <source>Root</source>
        <translation>ルート</translation>
    </message>
</context>
<context>
    <name>ClockView</name>
    <message>
        <source>Time shown</source>
        <translation>表示時刻</translation>
    </message>
</context>
<context>
    <name>Clocks</name>
    <message>
        <source>no UTC in this log</source>
        <translation>このログにUTCなし</translation>
    </message>
    <message>
        <source>%1 since the start of the log
log time %2 ns</source>
        <translation>ログ開始から%1
ログ時刻%2 ns</translation>
    </message>
    <message>
        <source>%1 (not in this log)</source>
        <translation>%1（このログにはない）</translation>
    </message>
</context>
<context>
    <name>DecisionView</name>
    <message>
        <source>Decision</source>
        <translation>判断</translation>
    </message>
    <message>
        <source>What would have changed the choice</source>
        <translation>選択が変わる条件</translation>
    </message>
    <message>
        <source>Inputs read</source>
        <translation>使用した入力</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>遅延</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>バージョン</translation>
    </message>
    <message>
        <source>decision</source>
        <translation>判断</translation>
    </message>
    <message>
        <source>No decisions in this log</source>
        <translation>このログに判断なし</translation>
    </message>
    <message>
        <source>record</source>
        <translation>レコード</translation>
    </message>
    <message>
        <source>this decision</source>
        <translation>この判断</translation>
    </message>
    <message>
        <source>cycle %1</source>
        <translation>サイクル%1</translation>
    </message>
    <message>
        <source>No decision</source>
        <translation>判断なし</translation>
    </message>
    <message>
        <source>No candidate chosen</source>
        <translation>採用候補なし</translation>
    </message>
    <message>
        <source>Candidates   %1 considered, %2 feasible</source>
        <translation>軌跡候補   検討%1件、実行可能%2件</translation>
    </message>
    <message>
        <source>%1 old</source>
        <translation>%1前</translation>
    </message>
    <message>
        <source>confidence %1</source>
        <translation>確信度%1</translation>
    </message>
    <message>
        <source>channel %1</source>
        <translation>チャンネル%1</translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message>
        <source>Decision</source>
        <translation>判断</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>レコード</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>物体</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>証拠</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>問題</translation>
    </message>
</context>
<context>
    <name>Desktop</name>
    <message>
        <source>The choice of the language cannot be kept: %1</source>
        <translation>言語の選択を保存できない：%1</translation>
    </message>
    <message>
        <source>Opening %1 …</source>
        <translation>%1を開いています…</translation>
    </message>
    <message>
        <source>%1, %2 records</source>
        <translation>%1、%2レコード</translation>
    </message>
</context>
<context>
    <name>EmptyPane</name>
    <message>
        <source>Reading %1</source>
        <translation>%1を読み込み中</translation>
    </message>
    <message>
        <source>checked before it is shown</source>
        <translation>検証してから表示</translation>
    </message>
    <message>
        <source>no sample at or before this time</source>
        <translation>この時点以前のサンプルなし</translation>
    </message>
    <message>
        <source>last sample %1 ago</source>
        <translation>最終サンプルは%1前</translation>
    </message>
    <message>
        <source>Absent</source>
        <translation>サンプルなし</translation>
    </message>
    <message>
        <source>%1 is withheld</source>
        <translation>%1は秘匿</translation>
    </message>
    <message>
        <source>only its digest is in this copy</source>
        <translation>この写しにはダイジェストのみ</translation>
    </message>
    <message>
        <source>Cannot decode %1</source>
        <translation>%1をデコードできない</translation>
    </message>
    <message>
        <source>Cannot read %1</source>
        <translation>%1を読み取れない</translation>
    </message>
</context>
<context>
    <name>EventKindsList</name>
    <message>
        <source>Part of a kind</source>
        <translation>種類の一部</translation>
    </message>
    <message>
        <source>All</source>
        <translation>すべて</translation>
    </message>
    <message>
        <source>None</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>Kind of event</source>
        <translation>イベントの種類</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>件数</translation>
    </message>
    <message>
        <source>Next one</source>
        <translation>次へのキー</translation>
    </message>
    <message>
        <source>Kinds of events</source>
        <translation>イベントの種類</translation>
    </message>
    <message>
        <source>%1 of %2 events shown</source>
        <translation>%2件中%1件のイベントを表示</translation>
    </message>
</context>
<context>
    <name>EventTools</name>
    <message>
        <source>Kinds of events</source>
        <translation>イベントの種類</translation>
    </message>
    <message>
        <source>Set T0 at %1</source>
        <translation>%1をT0にする</translation>
    </message>
    <message>
        <source>Only %1</source>
        <translation>%1のみ</translation>
    </message>
    <message>
        <source>Hide %1</source>
        <translation>%1を非表示</translation>
    </message>
    <message>
        <source>Kinds of events…</source>
        <translation>イベントの種類…</translation>
    </message>
    <message>
        <source>Show all events</source>
        <translation>全イベントを表示</translation>
    </message>
    <message>
        <source>Show no events</source>
        <translation>イベントを表示しない</translation>
    </message>
</context>
<context>
    <name>EvidenceView</name>
    <message>
        <source>Evidence</source>
        <translation>証拠</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>What the case says of the files</source>
        <translation>ファイルに関する事案の記載</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>所見</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>時刻</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>所見</translation>
    </message>
    <message>
        <source>What the finding means</source>
        <translation>所見の意味</translation>
    </message>
    <message>
        <source>What can be relied on</source>
        <translation>信頼できる範囲</translation>
    </message>
    <message>
        <source>Verify this record, step by step</source>
        <translation>このレコードを段階的に検証</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>鍵</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>装置</translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation>フィンガープリント</translation>
    </message>
    <message>
        <source>Endorsed by</source>
        <translation>保証者</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>はい</translation>
    </message>
    <message>
        <source>no</source>
        <translation>いいえ</translation>
    </message>
    <message>
        <source>not yet known</source>
        <translation>未確定</translation>
    </message>
    <message>
        <source>%1 of %2 records</source>
        <translation>%1 / %2レコード</translation>
    </message>
    <message>
        <source>Intact</source>
        <translation>変更なし</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>欠落なし</translation>
    </message>
    <message>
        <source>Signed</source>
        <translation>署名</translation>
    </message>
    <message>
        <source>Trusted</source>
        <translation>信頼</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>File</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>Walk</source>
        <translation>走査</translation>
    </message>
    <message>
        <source>Hidden: the eye in the list of channels shows it</source>
        <translation>非表示：チャンネル一覧の目のアイコンで表示</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>読み込み中</translation>
    </message>
    <message>
        <source>No evidence open</source>
        <translation>証拠は開かれていない</translation>
    </message>
    <message>
        <source>every payload checked</source>
        <translation>全ペイロード検証済み</translation>
    </message>
    <message>
        <source>%1 % of the payloads checked</source>
        <translation>ペイロードの%1 %を検証済み</translation>
    </message>
    <message>
        <source>Segment %1: %2</source>
        <translation>セグメント%1：%2</translation>
    </message>
    <message>
        <source>proven by signed checkpoints</source>
        <translation>署名付きチェックポイントで証明済み</translation>
    </message>
    <message>
        <source>behind the last signature</source>
        <translation>最後の署名より後</translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation>未検証</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>欠落</translation>
    </message>
    <message>
        <source>digests match, no signed root</source>
        <translation>ダイジェストは一致、署名付きルートなし</translation>
    </message>
    <message>
        <source>not what was recorded</source>
        <translation>記録時のものではない</translation>
    </message>
    <message>
        <source>%1 more</source>
        <translation>他%1件</translation>
    </message>
</context>
<context>
    <name>FactsStrip</name>
    <message>
        <source>Facts of the 3D view</source>
        <translation>3Dビューの情報</translation>
    </message>
    <message>
        <source>%1 %2 to %3</source>
        <translation>%1 %2～%3</translation>
    </message>
    <message>
        <source>%1 (click to change)</source>
        <translation>%1（クリックで変更）</translation>
    </message>
</context>
<context>
    <name>FilterRow</name>
    <message>
        <source>%1 of %2 shown</source>
        <translation>%2件中%1件を表示</translation>
    </message>
    <message>
        <source>Nothing has all these words</source>
        <translation>すべての語を含むものなし</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Inspector</source>
        <translation>インスペクター</translation>
    </message>
</context>
<context>
    <name>IntakeDialog</name>
    <message>
        <source>Intake of %1</source>
        <translation>%1の取り込み</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>記録</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>検出内容</translation>
    </message>
    <message>
        <source>Seal at intake and open</source>
        <translation>取り込み時に封印して開く</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Sealed at intake: authentic since now, not since it was recorded.</source>
        <translation>取り込み時に封印：真正性は記録時からではなく、現時点以降。</translation>
    </message>
    <message>
        <source>Looking at it …</source>
        <translation>検査中…</translation>
    </message>
    <message>
        <source>This is what would be sealed.</source>
        <translation>以上が封印される内容。</translation>
    </message>
    <message>
        <source>Looking for why …</source>
        <translation>原因を調査中…</translation>
    </message>
    <message>
        <source>The mapping does not fit: mend it and try again.</source>
        <translation>割り当てが合わない。修正して再試行すること。</translation>
    </message>
    <message>
        <source>Looking for a mapping …</source>
        <translation>割り当てを探索中…</translation>
    </message>
    <message>
        <source>It cannot be taken in; the reason stands above.</source>
        <translation>取り込めない。理由は上記のとおり。</translation>
    </message>
    <message>
        <source>It is in no layout that is known. Look at the mapping that is proposed, and try it.</source>
        <translation>既知の構成ではない。提案された割り当てを確認し、試すこと。</translation>
    </message>
    <message>
        <source>Say first where the sealed log is to be written.</source>
        <translation>封印済みログの保存先を先に指定すること。</translation>
    </message>
    <message>
        <source>Sealing …</source>
        <translation>封印中…</translation>
    </message>
    <message>
        <source>It could not be sealed; the reason stands above.</source>
        <translation>封印できなかった。理由は上記のとおり。</translation>
    </message>
</context>
<context>
    <name>KeyEditor</name>
    <message>
        <source>New key: press it</source>
        <translation>新しいキーを押す</translation>
    </message>
    <message>
        <source>Use instead</source>
        <translation>置き換える</translation>
    </message>
    <message>
        <source>Use as well</source>
        <translation>追加する</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>キーなし</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>リセット</translation>
    </message>
    <message>
        <source>This is no key that can mean an action</source>
        <translation>操作に割り当てられないキー</translation>
    </message>
    <message>
        <source>%1 is free</source>
        <translation>%1は空き</translation>
    </message>
    <message>
        <source>These keys hold only until the program ends, they cannot be kept: %1</source>
        <translation>このキーはプログラム終了まで有効。保存できない：%1</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>保存済み</translation>
    </message>
    <message>
        <source>%1 has %2</source>
        <translation>%1のキー：%2</translation>
    </message>
    <message>
        <source>%1 has no key</source>
        <translation>%1にキーなし</translation>
    </message>
    <message>
        <source>Choose a command to give it another key</source>
        <translation>操作を選ぶと別のキーを割り当てられる</translation>
    </message>
    <message>
        <source>%1 already means “%2”: give that another key first</source>
        <translation>%1は「%2」に割り当て済み。先にそちらを別のキーにすること</translation>
    </message>
    <message>
        <source>%1. What is changed here replaces that file.</source>
        <translation>%1。ここでの変更はそのファイルを置き換える。</translation>
    </message>
</context>
<context>
    <name>LayoutBar</name>
    <message>
        <source>Layout</source>
        <translation>レイアウト</translation>
    </message>
</context>
<context>
    <name>LayoutMenu</name>
    <message>
        <source>Save changes</source>
        <translation>変更を保存</translation>
    </message>
    <message>
        <source>Save layout as…</source>
        <translation>レイアウトに名前を付けて保存…</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>リセット</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>名前を変更…</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>削除…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>エクスポート…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>インポート…</translation>
    </message>
    <message>
        <source>Save layout</source>
        <translation>レイアウトを保存</translation>
    </message>
    <message>
        <source>What is this arrangement to be called?</source>
        <translation>この配置の名前</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>レイアウト</translation>
    </message>
    <message>
        <source>There is a layout “%1”. Replace it?</source>
        <translation>レイアウト「%1」は既に存在する。置き換えるか。</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>置き換え</translation>
    </message>
    <message>
        <source>Rename layout</source>
        <translation>レイアウト名を変更</translation>
    </message>
    <message>
        <source>What is it to be called?</source>
        <translation>新しい名前</translation>
    </message>
    <message>
        <source>Delete the layout “%1”? Its file goes, too.</source>
        <translation>レイアウト「%1」を削除するか。ファイルも削除される。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Export layout</source>
        <translation>レイアウトをエクスポート</translation>
    </message>
    <message>
        <source>Import layout</source>
        <translation>レイアウトをインポート</translation>
    </message>
    <message>
        <source>%1.
What is it to be called here?</source>
        <translation>%1。
ここでの名前</translation>
    </message>
    <message>
        <source>Layouts (*.irlayout);;All files (*)</source>
        <translation>レイアウト (*.irlayout);;すべてのファイル (*)</translation>
    </message>
</context>
<context>
    <name>LayoutTabs</name>
    <message>
        <source>Save this arrangement as a layout</source>
        <translation>この配置をレイアウトとして保存</translation>
    </message>
    <message>
        <source>Layout “%1”</source>
        <translation>レイアウト「%1」</translation>
    </message>
    <message>
        <source>%1, modified</source>
        <translation>%1、変更あり</translation>
    </message>
    <message>
        <source>Layout: %1</source>
        <translation>レイアウト：%1</translation>
    </message>
</context>
<context>
    <name>LedgerModel</name>
    <message>
        <source>Time</source>
        <translation>時刻</translation>
    </message>
    <message>
        <source>Cycle</source>
        <translation>サイクル</translation>
    </message>
    <message>
        <source>Manoeuvre</source>
        <translation>マヌーバ</translation>
    </message>
    <message>
        <source>Chosen</source>
        <translation>採用</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>コスト</translation>
    </message>
    <message>
        <source>Next best</source>
        <translation>次点</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>物体</translation>
    </message>
    <message>
        <source>Conf.</source>
        <translation>確信度</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>距離</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>遅延</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
</context>
<context>
    <name>LedgerView</name>
    <message>
        <source>Decision ledger</source>
        <translation>判断台帳</translation>
    </message>
    <message>
        <source>Filter, such as: rejected = lane_change and distance &lt; 20</source>
        <translation>フィルター（例：rejected = lane_change and distance &lt; 20）</translation>
    </message>
    <message>
        <source>Filter of the decision ledger</source>
        <translation>判断台帳のフィルター</translation>
    </message>
    <message>
        <source>Columns: %1</source>
        <translation>列：%1</translation>
    </message>
    <message>
        <source>Planning cycles</source>
        <translation>計画サイクル</translation>
    </message>
    <message>
        <source>No decisions in this log</source>
        <translation>このログに判断なし</translation>
    </message>
    <message>
        <source>decision</source>
        <translation>判断</translation>
    </message>
    <message>
        <source>record</source>
        <translation>レコード</translation>
    </message>
    <message>
        <source>No decisions</source>
        <translation>判断なし</translation>
    </message>
    <message>
        <source>%1 of %2 cycles</source>
        <translation>%1 / %2サイクル</translation>
    </message>
    <message>
        <source>%1, still reading</source>
        <translation>%1、読み込み中</translation>
    </message>
</context>
<context>
    <name>Lower</name>
    <message>
        <source>the file has no seal at all</source>
        <translation>ファイルに封印がない</translation>
    </message>
    <message>
        <source>the directory is malformed</source>
        <translation>ディレクトリが不正</translation>
    </message>
    <message>
        <source>the directory does not match its digest</source>
        <translation>ディレクトリがダイジェストと一致しない</translation>
    </message>
    <message>
        <source>an area of the directory is out of place</source>
        <translation>ディレクトリの領域の位置が不正</translation>
    </message>
    <message>
        <source>there is no checkpoint</source>
        <translation>チェックポイントがない</translation>
    </message>
    <message>
        <source>the first record is damaged: nothing can be proven</source>
        <translation>先頭レコードが損傷：何も証明できない</translation>
    </message>
    <message>
        <source>the table of channels is malformed</source>
        <translation>チャンネル表が不正</translation>
    </message>
    <message>
        <source>the device key did not delegate the first epoch key</source>
        <translation>装置の鍵が最初のエポック鍵に委任していない</translation>
    </message>
    <message>
        <source>a checkpoint is malformed</source>
        <translation>チェックポイントが不正</translation>
    </message>
    <message>
        <source>a checkpoint has base64 that is not canonical</source>
        <translation>チェックポイントのbase64が正規形でない</translation>
    </message>
    <message>
        <source>a checkpoint of another segment</source>
        <translation>別セグメントのチェックポイント</translation>
    </message>
    <message>
        <source>a checkpoint covers more records than there are</source>
        <translation>チェックポイントの対象が実在のレコード数を超える</translation>
    </message>
    <message>
        <source>a checkpoint does not grow</source>
        <translation>チェックポイントが増加していない</translation>
    </message>
    <message>
        <source>a record&apos;s leaf is malformed</source>
        <translation>レコードのリーフが不正</translation>
    </message>
    <message>
        <source>a record of another segment</source>
        <translation>別セグメントのレコード</translation>
    </message>
    <message>
        <source>a record is missing, inserted or out of order</source>
        <translation>レコードの欠落、挿入または順序の乱れ</translation>
    </message>
    <message>
        <source>a record of a channel that was never declared</source>
        <translation>未宣言チャンネルのレコード</translation>
    </message>
    <message>
        <source>a record of this channel is missing, inserted or out of order</source>
        <translation>このチャンネルのレコードの欠落、挿入または順序の乱れ</translation>
    </message>
    <message>
        <source>time runs backwards</source>
        <translation>時刻の逆行</translation>
    </message>
    <message>
        <source>the hash chain is broken before this record</source>
        <translation>このレコードの直前でハッシュ連鎖が破断</translation>
    </message>
    <message>
        <source>a checkpoint does not stand on its own EPOCH or END record</source>
        <translation>チェックポイントが自身のEPOCHまたはENDレコード上にない</translation>
    </message>
    <message>
        <source>the counts of an EPOCH or END record disagree with the records</source>
        <translation>EPOCHまたはENDレコードの件数が実際と一致しない</translation>
    </message>
    <message>
        <source>a system record is malformed</source>
        <translation>システムレコードが不正</translation>
    </message>
    <message>
        <source>a signed root differs from the records</source>
        <translation>署名付きルートがレコードと一致しない</translation>
    </message>
    <message>
        <source>the signature of a checkpoint is missing or wrong</source>
        <translation>チェックポイントの署名がないか不正</translation>
    </message>
    <message>
        <source>the device&apos;s signature of a checkpoint is missing or wrong</source>
        <translation>チェックポイントの装置署名がないか不正</translation>
    </message>
    <message>
        <source>something follows the end of the recording</source>
        <translation>記録の終端より後にデータがある</translation>
    </message>
    <message>
        <source>more unsigned records than a recorder can leave</source>
        <translation>未署名レコードが記録装置の残し得る数を超える</translation>
    </message>
    <message>
        <source>a redacted copy with the means to guess what was withheld</source>
        <translation>秘匿内容を推測できる情報を含む秘匿化した写し</translation>
    </message>
    <message>
        <source>a record&apos;s payload lies outside its area</source>
        <translation>ペイロードが領域の外にある</translation>
    </message>
    <message>
        <source>the file ends before the record&apos;s payload does</source>
        <translation>ペイロードの途中でファイルが終わる</translation>
    </message>
    <message>
        <source>a record&apos;s payload was altered</source>
        <translation>ペイロードが改変された</translation>
    </message>
    <message>
        <source>the device cannot read a stretch of the file</source>
        <translation>ファイルの一部を装置が読み取れない</translation>
    </message>
    <message>
        <source>the file ends early</source>
        <translation>ファイルが途中で終わる</translation>
    </message>
    <message>
        <source>the last checkpoint was torn while it was written</source>
        <translation>最後のチェックポイントが書き込み中に途切れた</translation>
    </message>
    <message>
        <source>records at the end that no signature covers</source>
        <translation>末尾に署名の及ばないレコードがある</translation>
    </message>
    <message>
        <source>the key of the device is not trusted</source>
        <translation>装置の鍵は信頼されていない</translation>
    </message>
    <message>
        <source>the key of the device was revoked</source>
        <translation>装置の鍵は失効している</translation>
    </message>
    <message>
        <source>the key of the device was not valid when this was recorded</source>
        <translation>記録時に装置の鍵は有効でなかった</translation>
    </message>
    <message>
        <source>two different continuations of one recording</source>
        <translation>1つの記録に異なる2つの続きがある</translation>
    </message>
    <message>
        <source>a segment does not follow the one before it</source>
        <translation>セグメントが直前のセグメントに続いていない</translation>
    </message>
    <message>
        <source>records that the next segment vouches for are missing</source>
        <translation>次のセグメントが保証するレコードが欠落</translation>
    </message>
    <message>
        <source>a segment of the drive is missing</source>
        <translation>走行のセグメントが欠落</translation>
    </message>
    <message>
        <source>a segment was given twice</source>
        <translation>セグメントが重複して指定された</translation>
    </message>
    <message>
        <source>one segment of a longer drive was given alone</source>
        <translation>長い走行の1セグメントだけが指定された</translation>
    </message>
    <message>
        <source>bytes in the file that no seal covers</source>
        <translation>封印の及ばないバイトがファイルにある</translation>
    </message>
    <message>
        <source>objects in the HDF5 file that no seal covers</source>
        <translation>封印の及ばないオブジェクトがHDF5ファイルにある</translation>
    </message>
    <message>
        <source>HDF5 tools would show other bytes than those that are sealed</source>
        <translation>HDF5ツールは封印されたものと異なるバイト列を示す</translation>
    </message>
    <message>
        <source>the payloads do not have the form that the channel table declares</source>
        <translation>ペイロードがチャンネル表の宣言した形式でない</translation>
    </message>
    <message>
        <source>the file changed while it was open</source>
        <translation>開いている間にファイルが変更された</translation>
    </message>
    <message>
        <source>reading the HDF5 wrapping crashed its worker</source>
        <translation>HDF5構造の読み取りでワーカーが異常終了した</translation>
    </message>
    <message>
        <source>reading the HDF5 wrapping took too long</source>
        <translation>HDF5構造の読み取りに時間がかかりすぎた</translation>
    </message>
    <message>
        <source>every byte that is here is as it was sealed; of what is withheld only the digest is</source>
        <translation>残る全バイトは封印時のまま。秘匿部分はダイジェストのみ</translation>
    </message>
    <message>
        <source>there is no end record: proven up to the last checkpoint and not beyond</source>
        <translation>終端レコードがない：証明は最後のチェックポイントまで</translation>
    </message>
    <message>
        <source>chain, tree and signatures hold; payloads were not checked</source>
        <translation>連鎖、木、署名は正当。ペイロードは未検証</translation>
    </message>
    <message>
        <source>every byte of every record is as it was sealed</source>
        <translation>全レコードの全バイトが封印時のまま</translation>
    </message>
    <message>
        <source>Leaf well formed, linked to the one before</source>
        <translation>リーフが正しく、直前に連結</translation>
    </message>
    <message>
        <source>Leaf as it was walked</source>
        <translation>リーフが走査時と同一</translation>
    </message>
    <message>
        <source>Payload hashes to its leaf</source>
        <translation>ペイロードのハッシュがリーフと一致</translation>
    </message>
    <message>
        <source>Root of its checkpoint</source>
        <translation>チェックポイントのルート</translation>
    </message>
    <message>
        <source>Signature of that checkpoint</source>
        <translation>そのチェックポイントの署名</translation>
    </message>
    <message>
        <source>Key leads to a trusted root</source>
        <translation>鍵が信頼ルートに至る</translation>
    </message>
    <message>
        <source>no good signature covers it</source>
        <translation>有効な署名の対象外</translation>
    </message>
    <message>
        <source>checkpoint %1</source>
        <translation>チェックポイント%1</translation>
    </message>
    <message>
        <source>valid, over %1 records</source>
        <translation>有効、対象%1レコード</translation>
    </message>
    <message>
        <source>not in the trust store</source>
        <translation>信頼ストアにない</translation>
    </message>
    <message>
        <source>not compared: the leaf is another one</source>
        <translation>比較せず：リーフが別物</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>読み取り不可</translation>
    </message>
    <message>
        <source>withheld</source>
        <translation>秘匿</translation>
    </message>
    <message>
        <source>holds</source>
        <translation>一致</translation>
    </message>
    <message>
        <source>differs</source>
        <translation>不一致</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高さ</translation>
    </message>
    <message>
        <source>height</source>
        <translation>高さ</translation>
    </message>
    <message>
        <source>Intensity</source>
        <translation>反射強度</translation>
    </message>
    <message>
        <source>intensity</source>
        <translation>反射強度</translation>
    </message>
    <message>
        <source>Ring</source>
        <translation>リング</translation>
    </message>
    <message>
        <source>ring</source>
        <translation>リング</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>距離</translation>
    </message>
    <message>
        <source>range</source>
        <translation>距離</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>経過時間</translation>
    </message>
    <message>
        <source>age</source>
        <translation>経過時間</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>クラス</translation>
    </message>
    <message>
        <source>class</source>
        <translation>クラス</translation>
    </message>
    <message>
        <source>not placed by capture, which is unknown, but by arrival: %1</source>
        <translation>取得時刻が不明のため到着時刻で配置：%1</translation>
    </message>
    <message>
        <source>not motion compensated: %1</source>
        <translation>動き補償なし：%1</translation>
    </message>
    <message>
        <source>motion compensated, poses interpolated</source>
        <translation>動き補償あり、姿勢は補間</translation>
    </message>
    <message>
        <source>motion compensated</source>
        <translation>動き補償あり</translation>
    </message>
    <message>
        <source>%1 sweeps, %2 s, motion compensated</source>
        <translation>%1スキャン、%2 s、動き補償あり</translation>
    </message>
    <message>
        <source>%1 sweeps</source>
        <translation>%1スキャン</translation>
    </message>
    <message>
        <source>Way within %1 m</source>
        <translation>走行経路は%1 m以内</translation>
    </message>
    <message>
        <source>Newest %1 places of the way</source>
        <translation>走行経路の最新%1点</translation>
    </message>
    <message>
        <source>%1: not decoded</source>
        <translation>%1：未デコード</translation>
    </message>
    <message>
        <source>%1: %2 earlier sweep: %3</source>
        <translation>%1：過去%2スキャン：%3</translation>
    </message>
    <message>
        <source>%1: %2 earlier sweeps: %3</source>
        <translation>%1：過去%2スキャン：%3</translation>
    </message>
    <message>
        <source>%1: no decision of cycle %2 is current: none is marked as chosen</source>
        <translation>%1：サイクル%2の現行の判断なし：採用の印なし</translation>
    </message>
    <message>
        <source>%1: of more than %2 trajectories the first</source>
        <translation>%1：%2本を超える軌跡のうち先頭のもの</translation>
    </message>
    <message>
        <source>%1: %2 objects more than 100 km away or without a place</source>
        <translation>%1：%2個の物体が100 km超または位置なし</translation>
    </message>
    <message>
        <source>%1: %2 clouds more than 100 km away or without a place</source>
        <translation>%1：%2個の点群が100 km超または位置なし</translation>
    </message>
    <message>
        <source>%1: %2 paths more than 100 km away or without a place</source>
        <translation>%1：%2本の経路が100 km超または位置なし</translation>
    </message>
    <message>
        <source>%1: %2 candidates more than 100 km away or without a place</source>
        <translation>%1：%2個の候補が100 km超または位置なし</translation>
    </message>
    <message>
        <source>%1: %2 lines more than 100 km away or without a place</source>
        <translation>%1：%2本の線が100 km超または位置なし</translation>
    </message>
    <message>
        <source>%1: it is not known where %2 is mounted</source>
        <translation>%1：%2の取り付け位置が不明</translation>
    </message>
    <message>
        <source>%1: where frame %2 lies is not known</source>
        <translation>%1：座標系%2の位置が不明</translation>
    </message>
    <message>
        <source>%1: where frame %2 lies is not known: no pose of the vehicle in it</source>
        <translation>%1：座標系%2の位置が不明：その座標系の自車姿勢なし</translation>
    </message>
    <message>
        <source>%1: neither a frame nor a sensor is named</source>
        <translation>%1：座標系もセンサーも指定されていない</translation>
    </message>
    <message>
        <source>not decoded</source>
        <translation>未デコード</translation>
    </message>
    <message>
        <source>behind a break: their place in the log is not proven</source>
        <translation>破断後：ログ内での位置は証明されていない</translation>
    </message>
    <message>
        <source>no pose is known at their capture</source>
        <translation>取得時の姿勢が不明</translation>
    </message>
    <message>
        <source>more than 100 km away or without a place</source>
        <translation>100 km超または位置なし</translation>
    </message>
    <message>
        <source>no calibration of this camera in the log: nothing can be drawn on its picture</source>
        <translation>ログにこのカメラの校正値がなく、画像に重ねて描画できない</translation>
    </message>
    <message>
        <source>it is not known where this camera is mounted: nothing can be drawn on its picture</source>
        <translation>このカメラの取り付け位置が不明で、画像に重ねて描画できない</translation>
    </message>
    <message>
        <source>the picture has %1 x %2 pixels, its calibration %3 x %4: nothing can be drawn on it</source>
        <translation>画像は%1 x %2画素、校正値は%3 x %4：画像に重ねて描画できない</translation>
    </message>
    <message>
        <source>when this picture was taken is not known: what lies on it was drawn for the newest pose</source>
        <translation>この画像の取得時刻は不明：重ねた描画は最新の姿勢による</translation>
    </message>
    <message>
        <source>the distortion of the lens is %1: nothing can be placed in its picture</source>
        <translation>レンズの歪みが%1：画像上に配置できない</translation>
    </message>
    <message>
        <source>the JPEG ends early: what is missing is grey</source>
        <translation>JPEGが途中で終わる：欠けた部分は灰色</translation>
    </message>
    <message>
        <source>%1 bits a sample are shown as 8</source>
        <translation>1サンプル%1ビットを8ビットで表示</translation>
    </message>
    <message>
        <source>%1 bytes are no whole rows of %2</source>
        <translation>%1バイトは%2バイト行の整数倍でない</translation>
    </message>
    <message>
        <source>not JSON as the format allows it: %1</source>
        <translation>形式が許すJSONではない：%1</translation>
    </message>
    <message>
        <source>not as the published schema of %1 has it: %2</source>
        <translation>公開された%1のスキーマに合わない：%2</translation>
    </message>
    <message>
        <source>the picture has %1 x %2 pixels; its channel allows %3 bytes</source>
        <translation>画像は%1 x %2画素、チャンネルの上限は%3バイト</translation>
    </message>
    <message>
        <source>the %1 cannot be decoded: %2</source>
        <translation>%1をデコードできない：%2</translation>
    </message>
    <message>
        <source>the %1 cannot be decoded</source>
        <translation>%1をデコードできない</translation>
    </message>
    <message>
        <source>the payload does not begin as a %1 does</source>
        <translation>ペイロードの先頭が%1の形式でない</translation>
    </message>
    <message>
        <source>the picture is empty: it has %1 x %2 pixels</source>
        <translation>画像が空：%1 x %2画素</translation>
    </message>
    <message>
        <source>the stream cannot be decoded: %1</source>
        <translation>ストリームをデコードできない：%1</translation>
    </message>
    <message>
        <source>%1: another drive; open it by itself</source>
        <translation>%1：別の走行。単独で開くこと</translation>
    </message>
    <message>
        <source>and %1 more files</source>
        <translation>他%1ファイル</translation>
    </message>
    <message>
        <source>nothing was named</source>
        <translation>何も指定されていない</translation>
    </message>
    <message>
        <source>%1: cannot be read: %2</source>
        <translation>%1：読み取れない：%2</translation>
    </message>
    <message>
        <source>%1: no segment (*.h5) is in this folder. A recording of another format can be imported</source>
        <translation>%1：このフォルダーにセグメント（*.h5）がない。他形式の記録は取り込める</translation>
    </message>
    <message>
        <source>%1: %2. It is no sealed log, but can be imported: it is inspected first, and sealed at intake</source>
        <translation>%1：%2。封印済みログではないが、取り込める。先に検査し、取り込み時に封印する</translation>
    </message>
    <message>
        <source>%1: %2. Copy what can be read of it to another drive, and open the copy</source>
        <translation>%1：%2。読み取れる部分を別のドライブにコピーし、そのコピーを開くこと</translation>
    </message>
    <message>
        <source>%1: %2. Open it again when nothing writes to it</source>
        <translation>%1：%2。書き込みが終わってから開き直すこと</translation>
    </message>
    <message>
        <source>%1: %2. Nothing of it can be shown; compare it with the original, and copy it again if they differ</source>
        <translation>%1：%2。何も表示できない。原本と比較し、異なれば再度コピーすること</translation>
    </message>
    <message>
        <source>%1: %2. `incident-replay codes %3` says what it means and what to do</source>
        <translation>%1：%2。意味と対処は`incident-replay codes %3`に示される</translation>
    </message>
    <message>
        <source>terms are joined by &apos;and&apos;</source>
        <translation>条件は&apos;and&apos;でつなぐ</translation>
    </message>
    <message>
        <source>a column, a sign and a value belong here, such as distance &lt; 20</source>
        <translation>列、記号、値を指定すること（例：distance &lt; 20）</translation>
    </message>
    <message>
        <source>there is no column %1; there are %2</source>
        <translation>列%1はない。使用できる列：%2</translation>
    </message>
    <message>
        <source>%1 is compared with a number</source>
        <translation>%1は数値と比較する</translation>
    </message>
    <message>
        <source>%1 is a word: it takes = or !=</source>
        <translation>%1は語であり、=または!=のみ使用できる</translation>
    </message>
    <message>
        <source>longer than %1 signs</source>
        <translation>%1文字を超えている</translation>
    </message>
    <message>
        <source>%1 has no meaning here</source>
        <translation>%1はここでは意味を持たない</translation>
    </message>
    <message>
        <source>too many parts</source>
        <translation>要素が多すぎる</translation>
    </message>
    <message>
        <source>names no signal</source>
        <translation>信号の指定がない</translation>
    </message>
    <message>
        <source>no expression</source>
        <translation>式ではない</translation>
    </message>
    <message>
        <source>nothing is typed</source>
        <translation>何も入力されていない</translation>
    </message>
    <message>
        <source>too deep</source>
        <translation>入れ子が深すぎる</translation>
    </message>
    <message>
        <source>not allowed here</source>
        <translation>ここでは使用できない</translation>
    </message>
    <message>
        <source>no function; there are %1</source>
        <translation>関数ではない。使用できる関数：%1</translation>
    </message>
    <message>
        <source>%1 takes %2 value</source>
        <translation>%1の引数は%2個</translation>
    </message>
    <message>
        <source>%1 takes %2 values</source>
        <translation>%1の引数は%2個</translation>
    </message>
    <message>
        <source>no number</source>
        <translation>数値ではない</translation>
    </message>
    <message>
        <source>too large a number</source>
        <translation>数値が大きすぎる</translation>
    </message>
    <message>
        <source>no signal is called %1</source>
        <translation>%1という信号はない</translation>
    </message>
    <message>
        <source>%1 lies outside of all times that a log can have</source>
        <translation>%1はログが取り得る時刻の範囲外</translation>
    </message>
    <message>
        <source>%1 is more than all of the log; give a share from 0% to 100%</source>
        <translation>%1はログ全体を超える。0%～100%の割合で指定すること</translation>
    </message>
    <message>
        <source>this log has no T0 to count from; give seconds from its start</source>
        <translation>このログに起点となるT0はない。開始からの秒数で指定すること</translation>
    </message>
    <message>
        <source>%1 is no time; write T0-1.3 or T0+0.25</source>
        <translation>%1は時刻ではない。T0-1.3またはT0+0.25の形で指定すること</translation>
    </message>
    <message>
        <source>there is no frame %1</source>
        <translation>フレーム%1はない</translation>
    </message>
    <message>
        <source>%1 is no time</source>
        <translation>%1は時刻ではない</translation>
    </message>
    <message>
        <source>%1 has no time zone; write UTC with a Z at the end</source>
        <translation>%1にタイムゾーンがない。UTCは末尾にZを付けること</translation>
    </message>
    <message>
        <source>%1 lies outside of all times that a log can have, 1677 to 2262</source>
        <translation>%1はログが取り得る時刻（1677～2262年）の範囲外</translation>
    </message>
    <message>
        <source>there is no %1 in %2: clocks were put forward over it</source>
        <translation>%2に%1は存在しない：時計が進められた間に当たる</translation>
    </message>
    <message>
        <source>%1 comes twice in %2: write %3 behind it for the first, %4 for the second</source>
        <translation>%2に%1は2回ある：1回目は後ろに%3、2回目は%4を付けること</translation>
    </message>
    <message>
        <source>a layout needs a name</source>
        <translation>レイアウトには名前が必要</translation>
    </message>
    <message>
        <source>the name of a layout has %1 signs at most</source>
        <translation>レイアウト名は%1文字まで</translation>
    </message>
    <message>
        <source>the name of a layout is the name of a file: %1 cannot stand there</source>
        <translation>レイアウト名はファイル名になる：%1は使用できない</translation>
    </message>
    <message>
        <source>“%1” is the name of a device: no file can be called that</source>
        <translation>「%1」は装置名のためファイル名にできない</translation>
    </message>
    <message>
        <source>there is no layout “%1”, nor such a file; there are %2</source>
        <translation>レイアウト「%1」もそのファイルもない。使用できるもの：%2</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>そのファイルはない</translation>
    </message>
    <message>
        <source>there is no layout “%1”; there are %2</source>
        <translation>レイアウト「%1」はない。使用できるもの：%2</translation>
    </message>
    <message>
        <source>there are %1 own layouts already: delete one first</source>
        <translation>自作のレイアウトが既に%1個ある。先に1つ削除すること</translation>
    </message>
    <message>
        <source>there is a layout “%1” already</source>
        <translation>レイアウト「%1」は既に存在する</translation>
    </message>
    <message>
        <source>%1: it cannot be written: %2</source>
        <translation>%1：書き込めない：%2</translation>
    </message>
    <message>
        <source>%1 is not written: %2</source>
        <translation>%1は書き込まれない：%2</translation>
    </message>
    <message>
        <source>“%1” cannot be renamed: %2</source>
        <translation>「%1」の名前を変更できない：%2</translation>
    </message>
    <message>
        <source>“%1” cannot be deleted: %2</source>
        <translation>「%1」を削除できない：%2</translation>
    </message>
    <message>
        <source>%1: it is larger than %2 KiB, which no layout is</source>
        <translation>%1：%2 KiBを超えており、レイアウトではない</translation>
    </message>
    <message>
        <source>it is larger than %1 KiB, which no layout is</source>
        <translation>%1 KiBを超えており、レイアウトではない</translation>
    </message>
    <message>
        <source>it is no layout: it goes too deep</source>
        <translation>レイアウトではない：入れ子が深すぎる</translation>
    </message>
    <message>
        <source>it is of version %1, this program reads %2 to %3</source>
        <translation>バージョン%1のもの。本プログラムは%2～%3に対応</translation>
    </message>
    <message>
        <source>it is of version %1, this program reads %2</source>
        <translation>バージョン%1のもの。本プログラムは%2に対応</translation>
    </message>
    <message>
        <source>it is no layout: %1</source>
        <translation>レイアウトではない：%1</translation>
    </message>
    <message>
        <source>it is not JSON: %1</source>
        <translation>JSONではない：%1</translation>
    </message>
    <message>
        <source>it cannot be laid out: %1</source>
        <translation>配置できない：%1</translation>
    </message>
    <message>
        <source>the keys in %1 cannot be read (%2); the keys as shipped are in force</source>
        <translation>%1のキー設定を読み取れない（%2）。標準のキーを使用中</translation>
    </message>
    <message>
        <source>the keys in %1 cannot be used: %2; the keys as shipped are in force</source>
        <translation>%1のキー設定を使用できない：%2。標準のキーを使用中</translation>
    </message>
    <message>
        <source>there is no action “%1”</source>
        <translation>操作「%1」はない</translation>
    </message>
    <message>
        <source>“%1” is not one key</source>
        <translation>「%1」は1つのキーではない</translation>
    </message>
    <message>
        <source>%1 already means “%2”</source>
        <translation>%1は「%2」に割り当て済み</translation>
    </message>
    <message>
        <source>there is no case: what was done is not kept</source>
        <translation>事案がない：操作は保存されない</translation>
    </message>
    <message>
        <source>the case: %1</source>
        <translation>事案：%1</translation>
    </message>
    <message>
        <source>%1: its SHA-256 is not known: %2</source>
        <translation>%1：SHA-256が不明：%2</translation>
    </message>
    <message>
        <source>%1: the case cannot be made: %2. Name a folder in which you may write.</source>
        <translation>%1：事案を作成できない：%2。書き込み可能なフォルダーを指定すること。</translation>
    </message>
    <message>
        <source>%1: the case cannot be read and written: %2. Copy it to a folder in which you may write.</source>
        <translation>%1：事案を読み書きできない：%2。書き込み可能なフォルダーにコピーすること。</translation>
    </message>
    <message>
        <source>%1: the case is damaged: %2. Work on from a copy of an earlier state of the file.</source>
        <translation>%1：事案が損傷している：%2。以前の状態の写しから作業を続けること。</translation>
    </message>
    <message>
        <source>%1: the case is open already, by %2. Close it there first; if that process is gone, remove %3.</source>
        <translation>%1：事案は%2が既に開いている。先にそちらを閉じること。そのプロセスがなければ%3を削除すること。</translation>
    </message>
    <message>
        <source>%1: other processes open and close the case all the time; try again later</source>
        <translation>%1：他のプロセスが事案の開閉を繰り返している。後で再試行すること</translation>
    </message>
    <message>
        <source>%1: the file is no case of this program; open another</source>
        <translation>%1：本プログラムの事案ではない。別のファイルを開くこと</translation>
    </message>
    <message>
        <source>%1: the case was written by a newer version of this program (its tables are of form %2, this version knows %3). Open it with that version or a later one.</source>
        <translation>%1：より新しいバージョンで作成された事案（表の形式%2、本バージョンは%3まで）。そのバージョン以降で開くこと。</translation>
    </message>
    <message>
        <source>%1: the case cannot be written: %2. Nothing of this command was kept. Make room, close other programs that have the file, or copy the case to a folder in which you may write.</source>
        <translation>%1：事案に書き込めない：%2。この操作は何も保存されていない。空き容量を確保するか、ファイルを使用中の他のプログラムを閉じるか、書き込み可能なフォルダーに事案をコピーすること。</translation>
    </message>
    <message>
        <source>%1: the file came into the case with SHA-256 %2 and now has %3: these are other bytes; add them as an evidence item of their own</source>
        <translation>%1：事案への登録時のSHA-256は%2、現在は%3：異なるバイト列である。別の証拠品として追加すること</translation>
    </message>
    <message>
        <source>the case has no bookmark %1 any more; the ledger still has its text</source>
        <translation>事案にブックマーク%1はない。その内容は保管記録に残る</translation>
    </message>
    <message>
        <source>Investigate</source>
        <translation>調査</translation>
    </message>
    <message>
        <source>Step decisions</source>
        <translation>判断を追う</translation>
    </message>
    <message>
        <source>Compare sensors</source>
        <translation>センサー比較</translation>
    </message>
    <message>
        <source>moved, removed or replaced while it was open; what is shown is still that of the file that was opened</source>
        <translation>開いている間に移動、削除または置換された。表示は開いた時点のファイルのもの</translation>
    </message>
    <message>
        <source>another log is in the file than was opened; open it again</source>
        <translation>開いた時とは別のログがファイルにある。開き直すこと</translation>
    </message>
    <message>
        <source>written to, or touched, since it was opened; what does not hold is refused</source>
        <translation>開いた後に書き込みまたは更新があった。一致しないものは拒否する</translation>
    </message>
    <message>
        <source>%1: moved, removed or replaced while it was open; what is shown is still that of the file that was opened</source>
        <translation>%1：開いている間に移動、削除または置換された。表示は開いた時点のファイルのもの</translation>
    </message>
    <message>
        <source>%1: another log is in the file than was opened; open it again</source>
        <translation>%1：開いた時とは別のログがファイルにある。開き直すこと</translation>
    </message>
    <message>
        <source>%1: written to, or touched, since it was opened; what does not hold is refused</source>
        <translation>%1：開いた後に書き込みまたは更新があった。一致しないものは拒否する</translation>
    </message>
    <message>
        <source>%1 is not the file that came into the case from there: it is a new item</source>
        <translation>%1はその場所から事案に登録されたファイルではない：新しい証拠品とする</translation>
    </message>
    <message>
        <source>it was written to since it was opened. Open it again when nothing writes to it</source>
        <translation>開いた後に書き込みがあった。書き込みが終わってから開き直すこと</translation>
    </message>
    <message>
        <source>the file has another size than when it was opened; check it again</source>
        <translation>ファイルサイズが開いた時と異なる。再検証すること</translation>
    </message>
    <message>
        <source>the file was written to while it was open; check it again</source>
        <translation>開いている間に書き込みがあった。再検証すること</translation>
    </message>
    <message>
        <source>the file is no longer at its path, or another file is; the one that was opened was checked</source>
        <translation>ファイルは元のパスにないか、別のファイルに替わった。検証したのは開いた時のファイル</translation>
    </message>
    <message>
        <source>another log is at this path than when the drive was put in order; open the drive again</source>
        <translation>走行を整列した時とは別のログがこのパスにある。走行を開き直すこと</translation>
    </message>
    <message>
        <source>the file ends after %1 bytes; its directory needs %2</source>
        <translation>ファイルは%1バイトで終わる。ディレクトリには%2バイト必要</translation>
    </message>
    <message>
        <source>checkpoint %1 was torn while it was written</source>
        <translation>チェックポイント%1が書き込み中に途切れた</translation>
    </message>
    <message>
        <source>no checkpoint signs anything</source>
        <translation>署名付きのチェックポイントがない</translation>
    </message>
    <message>
        <source>no slot holds a checkpoint</source>
        <translation>スロットにチェックポイントがない</translation>
    </message>
    <message>
        <source>nothing was given between segment %1 and %2</source>
        <translation>セグメント%1と%2の間が指定されていない</translation>
    </message>
    <message>
        <source>the device cannot read checkpoint %1; it and all after it are left out</source>
        <translation>チェックポイント%1を装置が読み取れない。以降は除外</translation>
    </message>
    <message>
        <source>the device cannot read the leaves from here on</source>
        <translation>ここからのリーフを装置が読み取れない</translation>
    </message>
    <message>
        <source>the device cannot read a stretch of the part table</source>
        <translation>パート表の一部を装置が読み取れない</translation>
    </message>
    <message>
        <source>the device cannot read the first record</source>
        <translation>先頭レコードを装置が読み取れない</translation>
    </message>
    <message>
        <source>there is no record</source>
        <translation>レコードがない</translation>
    </message>
    <message>
        <source>checkpoint %1: %2</source>
        <translation>チェックポイント%1：%2</translation>
    </message>
    <message>
        <source>the payload bytes differ from the leaf</source>
        <translation>ペイロードのバイト列がリーフと異なる</translation>
    </message>
    <message>
        <source>CPU, no OpenGL</source>
        <translation>CPU、OpenGLなし</translation>
    </message>
    <message>
        <source>CPU, no graphics card</source>
        <translation>CPU、グラフィックカードなし</translation>
    </message>
    <message>
        <source>CPU, OpenGL %1 is too old</source>
        <translation>CPU、OpenGL %1は古すぎる</translation>
    </message>
    <message>
        <source>the file does not begin with a seal directory</source>
        <translation>ファイルの先頭に封印ディレクトリがない</translation>
    </message>
    <message>
        <source>%1: cannot be opened: %2; is that its path?</source>
        <translation>%1：開けない：%2。パスが正しいか確認すること</translation>
    </message>
    <message>
        <source>%1: cannot be opened: %2</source>
        <translation>%1：開けない：%2</translation>
    </message>
    <message>
        <source>%1: is not a regular file; give the path of a log file</source>
        <translation>%1：通常のファイルではない。ログファイルのパスを指定すること</translation>
    </message>
    <message>
        <source>the user block ends after %1 of %2 bytes</source>
        <translation>ユーザーブロックが%2バイト中%1バイトで終わる</translation>
    </message>
    <message>
        <source>directory version %1 is not known; this program reads version 1</source>
        <translation>ディレクトリのバージョン%1は未知。本プログラムは1に対応</translation>
    </message>
    <message>
        <source>the area %1 is missing</source>
        <translation>領域%1がない</translation>
    </message>
    <message>
        <source>the areas %1 and %2 overlap</source>
        <translation>領域%1と%2が重なる</translation>
    </message>
    <message>
        <source>as recorded</source>
        <translation>記録のまま</translation>
    </message>
    <message>
        <source>not covered by a signature</source>
        <translation>署名の対象外</translation>
    </message>
    <message>
        <source>the record&apos;s place in the chain is refuted</source>
        <translation>連鎖内の位置が否定された</translation>
    </message>
    <message>
        <source>the record stands behind a break: no good signature covers it</source>
        <translation>破断後のレコード：有効な署名の対象外</translation>
    </message>
    <message>
        <source>the record lies behind the end of the log, or behind what breaks its tail</source>
        <translation>ログの終端より後、または末尾の破断より後のレコード</translation>
    </message>
    <message>
        <source>part %1 is withheld, but its place is not empty</source>
        <translation>パート%1は秘匿だが、その場所が空でない</translation>
    </message>
    <message>
        <source>the file ends before the payload does</source>
        <translation>ペイロードの途中でファイルが終わる</translation>
    </message>
    <message>
        <source>the payload does not hash to what its leaf says</source>
        <translation>ペイロードのハッシュがリーフと一致しない</translation>
    </message>
    <message>
        <source>segment %1 is the first one given, but it continues another</source>
        <translation>指定された最初のセグメント%1は別のセグメントの続き</translation>
    </message>
    <message>
        <source>segment %1 is the last one given, but it says that another follows</source>
        <translation>指定された最後のセグメント%1には続きがある</translation>
    </message>
    <message>
        <source>the same segment was given %1 times: %2</source>
        <translation>同じセグメントが%1回指定された：%2</translation>
    </message>
    <message>
        <source>the same segment continued in two ways: %1</source>
        <translation>同じセグメントに2つの続きがある：%1</translation>
    </message>
    <message>
        <source>the same predecessor continued in two ways: %1</source>
        <translation>同じ先行セグメントに2つの続きがある：%1</translation>
    </message>
    <message>
        <source>the same number continued in two ways: %1</source>
        <translation>同じ番号に2つの続きがある：%1</translation>
    </message>
    <message>
        <source>%1 has %2 covered records; the next segment vouches for %3</source>
        <translation>%1の対象レコードは%2件、次のセグメントは%3件を保証</translation>
    </message>
    <message>
        <source>segment %1 (%2) continues a segment of another drive, %3</source>
        <translation>セグメント%1（%2）は別の走行%3のセグメントの続き</translation>
    </message>
    <message>
        <source>segment %1 (%2) was sealed with another device key than the one before it</source>
        <translation>セグメント%1（%2）は直前と異なる装置の鍵で封印された</translation>
    </message>
    <message>
        <source>segment %1 (%2) does not name segment %3 as its predecessor</source>
        <translation>セグメント%1（%2）はセグメント%3を先行としていない</translation>
    </message>
    <message>
        <source>segment %1 (%2) names %3 as its predecessor, which has another number</source>
        <translation>セグメント%1（%2）が先行とする%3は番号が異なる</translation>
    </message>
    <message>
        <source>segment %1 (%2) names another root than its predecessor has</source>
        <translation>セグメント%1（%2）の述べるルートが先行セグメントと異なる</translation>
    </message>
    <message>
        <source>%1 records at the end are covered by no signature</source>
        <translation>末尾の%1レコードは署名の対象外</translation>
    </message>
    <message>
        <source>%1 records are covered by no signature; a recorder leaves at most %2</source>
        <translation>%1レコードが署名の対象外。記録装置が残すのは最大%2件</translation>
    </message>
    <message>
        <source>the device key did not sign the key of the first epoch for this segment</source>
        <translation>装置の鍵はこのセグメントの最初のエポック鍵に署名していない</translation>
    </message>
    <message>
        <source>the record counts other records than there are before it</source>
        <translation>レコードの述べる件数がそれまでのレコード数と異なる</translation>
    </message>
    <message>
        <source>the dataset of %1 has other columns than the channel table declares</source>
        <translation>%1のデータセットの列がチャンネル表の宣言と異なる</translation>
    </message>
    <message>
        <source>the payload is not whole rows of %1 bytes, and %2 more of this channel</source>
        <translation>ペイロードが%1バイト行の整数倍でない。このチャンネルで他に%2件</translation>
    </message>
    <message>
        <source>HDF5 tools cannot open the file: %1</source>
        <translation>HDF5ツールがファイルを開けない：%1</translation>
    </message>
    <message>
        <source>the dataset %1 is no part of the sealed log</source>
        <translation>データセット%1は封印済みログの一部でない</translation>
    </message>
    <message>
        <source>%1 is no part of the sealed log</source>
        <translation>%1は封印済みログの一部でない</translation>
    </message>
    <message>
        <source>%1 more objects are no part of it</source>
        <translation>他に%1個のオブジェクトが封印済みログの一部でない</translation>
    </message>
    <message>
        <source>byte %1 of the file, in %2, is not zero and in no record</source>
        <translation>%2内、ファイルの%1バイト目がゼロでなく、どのレコードにも属さない</translation>
    </message>
    <message>
        <source>not defined</source>
        <translation>未定義</translation>
    </message>
    <message>
        <source>the key %1 was revoked on %2: %3</source>
        <translation>鍵%1は%2に失効：%3</translation>
    </message>
    <message>
        <source>no reason given</source>
        <translation>理由の記載なし</translation>
    </message>
    <message>
        <source>the key %1 is pinned for another time than this was recorded at</source>
        <translation>鍵%1の登録期間は記録時点を含まない</translation>
    </message>
    <message>
        <source>a key named %1 is trusted, but not this one: its fingerprint is %2</source>
        <translation>%1という名の鍵は信頼されているが、この鍵ではない：フィンガープリントは%2</translation>
    </message>
    <message>
        <source>the key %1 is trusted under another name than %2</source>
        <translation>鍵%1は%2とは別の名前で信頼されている</translation>
    </message>
    <message>
        <source>the key of %1 is not in the trust store; its fingerprint is %2</source>
        <translation>%1の鍵は信頼ストアにない。フィンガープリントは%2</translation>
    </message>
    <message>
        <source>the key %1 is pinned as %2 and cannot vouch for what was recorded in a vehicle</source>
        <translation>鍵%1は%2として登録されており、車両で記録されたものを保証できない</translation>
    </message>
    <message>
        <source>the key %1 is pinned as %2 and cannot vouch for what was sealed at intake</source>
        <translation>鍵%1は%2として登録されており、取り込み時に封印されたものを保証できない</translation>
    </message>
    <message>
        <source>the key %1 is pinned as %2 and cannot vouch for what was simulated</source>
        <translation>鍵%1は%2として登録されており、シミュレーションを保証できない</translation>
    </message>
    <message>
        <source>K%1 chosen · %2</source>
        <translation>K%1 採用・%2</translation>
    </message>
    <message>
        <source>K%1 rejected · %2</source>
        <translation>K%1 不採用・%2</translation>
    </message>
    <message>
        <source>K%1 infeasible · %2</source>
        <translation>K%1 実行不可・%2</translation>
    </message>
    <message>
        <source>K%1 unknown · %2</source>
        <translation>K%1 不明・%2</translation>
    </message>
    <message>
        <source>K%1 chosen</source>
        <translation>K%1 採用</translation>
    </message>
    <message>
        <source>K%1 rejected</source>
        <translation>K%1 不採用</translation>
    </message>
    <message>
        <source>K%1 infeasible</source>
        <translation>K%1 実行不可</translation>
    </message>
    <message>
        <source>K%1 unknown</source>
        <translation>K%1 不明</translation>
    </message>
    <message>
        <source>%1 m, uncertainty not stated</source>
        <translation>%1 m、不確かさの記載なし</translation>
    </message>
    <message>
        <source>%1 m ± %2 m (1σ of the range as logged)</source>
        <translation>%1 m ± %2 m（記録された距離の1σ）</translation>
    </message>
    <message>
        <source>%1 m ± %2 m (1σ of the range as logged, pose not included)</source>
        <translation>%1 m ± %2 m（記録された距離の1σ、姿勢を除く）</translation>
    </message>
    <message>
        <source>%1 m ± %2 m (1 count)</source>
        <translation>%1 m ± %2 m（1カウント）</translation>
    </message>
    <message>
        <source>%1 m ± %2 m (1 count, pose not included)</source>
        <translation>%1 m ± %2 m（1カウント、姿勢を除く）</translation>
    </message>
    <message>
        <source>%1 m from the lens</source>
        <translation>レンズから%1 m</translation>
    </message>
    <message>
        <source>nothing joins frame %1 with %2</source>
        <translation>座標系%1と%2を結ぶものがない</translation>
    </message>
    <message>
        <source>the log does not describe frame %1</source>
        <translation>ログに座標系%1の記述がない</translation>
    </message>
    <message>
        <source>frame %1 is in %2, not in WGS 84</source>
        <translation>座標系%1は%2であり、WGS 84ではない</translation>
    </message>
    <message>
        <source>frame %1 is a projection that the log does not define</source>
        <translation>座標系%1はログに定義のない投影</translation>
    </message>
    <message>
        <source>frame %1 is a projection that the log does not define here (%2)</source>
        <translation>座標系%1はログに定義のない投影（%2）</translation>
    </message>
    <message>
        <source>where the origin of frame %1 lies is not stated</source>
        <translation>座標系%1の原点位置の記載なし</translation>
    </message>
    <message>
        <source>where x of frame %1 points is not stated</source>
        <translation>座標系%1のx軸方向の記載なし</translation>
    </message>
</context>
<context>
    <name>MapGround</name>
    <message>
        <source>Map</source>
        <translation>地図</translation>
    </message>
</context>
<context>
    <name>MapStrip</name>
    <message>
        <source>Facts of the map</source>
        <translation>地図の情報</translation>
    </message>
</context>
<context>
    <name>MapView</name>
    <message>
        <source>Map</source>
        <translation>地図</translation>
    </message>
    <message>
        <source>Keep the vehicle in the middle  F</source>
        <translation>自車を中央に保つ  F</translation>
    </message>
    <message>
        <source>More</source>
        <translation>その他</translation>
    </message>
    <message>
        <source>No position in this log</source>
        <translation>このログに位置情報なし</translation>
    </message>
    <message>
        <source>positions</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>fix</source>
        <translation>測位</translation>
    </message>
    <message>
        <source>row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Copied %1</source>
        <translation>%1をコピーした</translation>
    </message>
</context>
<context>
    <name>MapWords</name>
    <message>
        <source>still being read</source>
        <translation>読み込み中</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>読み込み中</translation>
    </message>
    <message>
        <source>x and y of frame %1, not tied to the Earth</source>
        <translation>座標系%1のxとy、地球に対応付けなし</translation>
    </message>
    <message>
        <source>local frame</source>
        <translation>ローカル座標系</translation>
    </message>
    <message>
        <source> stated</source>
        <translation>（公称）</translation>
    </message>
    <message>
        <source>Copy the coordinates</source>
        <translation>座標をコピー</translation>
    </message>
    <message>
        <source>Copy the coordinates of %1</source>
        <translation>%1の座標をコピー</translation>
    </message>
    <message>
        <source>%1 in metres</source>
        <translation>%1（メートル）</translation>
    </message>
    <message>
        <source>E</source>
        <translation>東</translation>
    </message>
    <message>
        <source>N</source>
        <translation>北</translation>
    </message>
    <message>
        <source>fix</source>
        <translation>測位</translation>
    </message>
    <message>
        <source>row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>after the break</source>
        <translation>破断後</translation>
    </message>
    <message>
        <source>corrected</source>
        <translation>補正あり</translation>
    </message>
    <message>
        <source>satellites alone</source>
        <translation>単独測位</translation>
    </message>
    <message>
        <source>dead reckoning</source>
        <translation>推測航法</translation>
    </message>
    <message>
        <source>no fix</source>
        <translation>測位不能</translation>
    </message>
    <message>
        <source>Absent, no sample at or before this time</source>
        <translation>なし、この時点以前のサンプルなし</translation>
    </message>
    <message>
        <source>Absent, last sample %1 ago</source>
        <translation>なし、最終サンプルは%1前</translation>
    </message>
    <message>
        <source>Absent</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>no position</source>
        <translation>位置なし</translation>
    </message>
    <message>
        <source>%1 says that it has no fix</source>
        <translation>%1は測位不能と報告</translation>
    </message>
    <message>
        <source>Localisation not joined: %1</source>
        <translation>自己位置推定は未結合：%1</translation>
    </message>
    <message>
        <source>localisation not joined</source>
        <translation>自己位置推定は未結合</translation>
    </message>
    <message>
        <source>derived: localisation turned to %1° by %2 courses over ground, spread %3°</source>
        <translation>導出：対地針路%2件により自己位置推定を%1°へ回転、ばらつき%3°</translation>
    </message>
    <message>
        <source>join derived</source>
        <translation>結合は導出</translation>
    </message>
    <message>
        <source>%1 not joined: its frame does not lie on this plane</source>
        <translation>%1は未結合：座標系がこの平面上にない</translation>
    </message>
    <message>
        <source>road not joined</source>
        <translation>道路は未結合</translation>
    </message>
    <message>
        <source>%1: none of its records can be decoded</source>
        <translation>%1：デコードできるレコードがない</translation>
    </message>
    <message>
        <source>not decoded</source>
        <translation>未デコード</translation>
    </message>
    <message>
        <source>%1 fail their check</source>
        <translation>検証失敗%1件</translation>
    </message>
    <message>
        <source>%1 withheld</source>
        <translation>秘匿%1件</translation>
    </message>
    <message>
        <source>%1 cannot be read</source>
        <translation>読み取り不可%1件</translation>
    </message>
    <message>
        <source>%1 without a position</source>
        <translation>位置なし%1件</translation>
    </message>
    <message>
        <source>%1 at 0° 0°, no position</source>
        <translation>0° 0°で位置なし%1件</translation>
    </message>
    <message>
        <source>%1 farther than 2&#x202f;000 km, not drawn</source>
        <translation>2&#x202f;000 km超で非描画%1件</translation>
    </message>
    <message>
        <source>%1 after the break</source>
        <translation>破断後%1件</translation>
    </message>
    <message>
        <source>%1 jumps</source>
        <translation>飛び%1件</translation>
    </message>
    <message>
        <source>grey: arrival of %1 assumed</source>
        <translation>灰色：%1の到着時刻は仮定</translation>
    </message>
    <message>
        <source>arrival assumed</source>
        <translation>到着時刻は仮定</translation>
    </message>
    <message>
        <source>only what had arrived by then</source>
        <translation>その時点までの到着分のみ</translation>
    </message>
    <message>
        <source>arrived</source>
        <translation>到着分</translation>
    </message>
</context>
<context>
    <name>MappingBox</name>
    <message>
        <source>Mapping</source>
        <translation>割り当て</translation>
    </message>
    <message>
        <source>Try mapping</source>
        <translation>割り当てを試す</translation>
    </message>
    <message>
        <source>Mapping: which dataset is which channel, its times, units and columns (TOML)</source>
        <translation>割り当て：データセットとチャンネルの対応、時刻、単位、列（TOML）</translation>
    </message>
</context>
<context>
    <name>MasterButton</name>
    <message>
        <source>nothing to step by</source>
        <translation>移動の基準なし</translation>
    </message>
    <message>
        <source>before frame 1</source>
        <translation>フレーム1より前</translation>
    </message>
    <message>
        <source>%1 of %2 at this time</source>
        <translation>同時刻の%1 / %2</translation>
    </message>
    <message>
        <source>absent</source>
        <translation>サンプルなし</translation>
    </message>
    <message>
        <source>frame %1 of %2</source>
        <translation>フレーム%1 / %2</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Master %1  %2</source>
        <translation>基準 %1  %2</translation>
    </message>
</context>
<context>
    <name>ObjectCharts</name>
    <message>
        <source>Class, points and distance of the object over time</source>
        <translation>物体のクラス、点数、距離の推移</translation>
    </message>
    <message>
        <source>Class probability</source>
        <translation>クラス確率</translation>
    </message>
    <message>
        <source>not logged</source>
        <translation>記録なし</translation>
    </message>
    <message>
        <source>LiDAR points in its box</source>
        <translation>ボックス内のLiDAR点数</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>Distance to the vehicle</source>
        <translation>自車との距離</translation>
    </message>
</context>
<context>
    <name>ObjectModel</name>
    <message>
        <source>Time</source>
        <translation>時刻</translation>
    </message>
    <message>
        <source>What perception made of it, and what was decided</source>
        <translation>認識の内容と判断</translation>
    </message>
</context>
<context>
    <name>ObjectView</name>
    <message>
        <source>Object</source>
        <translation>物体</translation>
    </message>
    <message>
        <source>Turns in the life of the object</source>
        <translation>物体の経歴の転機</translation>
    </message>
    <message>
        <source>Object %1</source>
        <translation>物体%1</translation>
    </message>
    <message>
        <source>No objects in this log</source>
        <translation>このログに物体なし</translation>
    </message>
    <message>
        <source>object</source>
        <translation>物体</translation>
    </message>
    <message>
        <source>No object selected</source>
        <translation>物体が選択されていない</translation>
    </message>
    <message>
        <source>Click one in 3D or a camera picture, or press Tab there</source>
        <translation>3Dまたはカメラ画像でクリックするか、そこでTabを押す</translation>
    </message>
    <message>
        <source>In no record</source>
        <translation>どのレコードにもない</translation>
    </message>
    <message>
        <source>No channel of objects says anything of it</source>
        <translation>この物体を含む物体チャンネルなし</translation>
    </message>
    <message>
        <source>not reported yet</source>
        <translation>まだ報告なし</translation>
    </message>
    <message>
        <source>still reading</source>
        <translation>読み込み中</translation>
    </message>
</context>
<context>
    <name>PageBar</name>
    <message>
        <source>Views in this place</source>
        <translation>この場所のビュー</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Find action, object, event or time</source>
        <translation>操作・物体・イベント・時刻を検索</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>検索</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>検索結果</translation>
    </message>
    <message>
        <source>Up and Down choose, Enter takes it, Esc closes</source>
        <translation>上下キーで選択、Enterで決定、Escで閉じる</translation>
    </message>
    <message>
        <source>Show all %1</source>
        <translation>%1件すべて表示</translation>
    </message>
    <message>
        <source>Nothing has all these words: %1</source>
        <translation>すべての語を含むものなし：%1</translation>
    </message>
    <message>
        <source>Events are still being read: there may be more</source>
        <translation>イベントを読み込み中：他にもある可能性</translation>
    </message>
    <message>
        <source>1 record cannot be read</source>
        <translation>1レコードが読み取り不可</translation>
    </message>
    <message>
        <source>%1 records cannot be read</source>
        <translation>%1レコードが読み取り不可</translation>
    </message>
    <message>
        <source>not arrived yet · %1</source>
        <translation>未到着・%1</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>時刻</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Road users at this instant</source>
        <translation>この時点の交通参加者</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>イベント</translation>
    </message>
    <message>
        <source>Model changes</source>
        <translation>モデルの変更</translation>
    </message>
    <message>
        <source>Bookmarks</source>
        <translation>ブックマーク</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>チャンネル</translation>
    </message>
</context>
<context>
    <name>Pane</name>
    <message>
        <source> (%1 of %2 at this time)</source>
        <translation>（同時刻の%1 / %2）</translation>
    </message>
    <message>
        <source>arrival assumed: nobody knows what was known then</source>
        <translation>到着時刻は仮定：当時の既知範囲は不明</translation>
    </message>
    <message>
        <source>assumed</source>
        <translation>仮定</translation>
    </message>
    <message>
        <source>exact frame, master</source>
        <translation>フレーム一致、基準</translation>
    </message>
    <message>
        <source>arrived ≤ t</source>
        <translation>到着≤ t</translation>
    </message>
    <message>
        <source>%1, holds until the next</source>
        <translation>%1、次まで有効</translation>
    </message>
    <message>
        <source>%1, max %2</source>
        <translation>%1、最大%2</translation>
    </message>
    <message>
        <source> (not stated by the log)</source>
        <translation>（ログに明記なし）</translation>
    </message>
    <message>
        <source>The import lists what was found</source>
        <translation>検出内容は取り込み結果に一覧</translation>
    </message>
    <message>
        <source>it fails its check: %1</source>
        <translation>検証失敗：%1</translation>
    </message>
    <message>
        <source>bytes intact: %1</source>
        <translation>バイト列は変更なし：%1</translation>
    </message>
    <message>
        <source>Its captures are stamped by another clock</source>
        <translation>取得時刻が別の時計による</translation>
    </message>
    <message>
        <source>Knew then shows it by its arrivals</source>
        <translation>「当時既知」なら到着時刻で表示</translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation>非表示</translation>
    </message>
    <message>
        <source>The eye in the list of channels shows it</source>
        <translation>チャンネル一覧の目のアイコンで表示</translation>
    </message>
</context>
<context>
    <name>PlotsView</name>
    <message>
        <source>Plots</source>
        <translation>グラフ</translation>
    </message>
    <message>
        <source>Add signal</source>
        <translation>信号を追加</translation>
    </message>
    <message>
        <source>Take the last zoom back  Backspace</source>
        <translation>直前の拡大を取り消す  Backspace</translation>
    </message>
    <message>
        <source>Statistics of the visible range</source>
        <translation>表示範囲の統計</translation>
    </message>
    <message>
        <source>Export the visible range as CSV</source>
        <translation>表示範囲をCSVでエクスポート</translation>
    </message>
    <message>
        <source>More</source>
        <translation>その他</translation>
    </message>
    <message>
        <source>Export as CSV</source>
        <translation>CSVでエクスポート</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>表 (*.csv)</translation>
    </message>
    <message>
        <source>%1 has no signals that can be plotted</source>
        <translation>%1にグラフ化できる信号なし</translation>
    </message>
    <message>
        <source>arrived ≤ t</source>
        <translation>到着≤ t</translation>
    </message>
    <message>
        <source>, max %1</source>
        <translation>、最大%1</translation>
    </message>
    <message>
        <source>, nothing interpolated</source>
        <translation>、補間なし</translation>
    </message>
    <message>
        <source>Visible range %1</source>
        <translation>表示範囲%1</translation>
    </message>
    <message>
        <source>%1 samples</source>
        <translation>%1サンプル</translation>
    </message>
    <message>
        <source>B − A %1</source>
        <translation>B − A %1</translation>
    </message>
    <message>
        <source>%1 of %2 plots</source>
        <translation>%1 / %2グラフ</translation>
    </message>
</context>
<context>
    <name>ProblemsModel</name>
    <message>
        <source>Problem</source>
        <translation>問題</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>時刻</translation>
    </message>
</context>
<context>
    <name>ProblemsView</name>
    <message>
        <source>Problems</source>
        <translation>問題</translation>
    </message>
    <message>
        <source>still looking</source>
        <translation>確認中</translation>
    </message>
    <message>
        <source>No problems</source>
        <translation>問題なし</translation>
    </message>
    <message>
        <source>Pictures and clouds are decoded when they are shown</source>
        <translation>画像と点群は表示するときに復号する</translation>
    </message>
    <message>
        <source>None so far</source>
        <translation>現時点ではなし</translation>
    </message>
    <message>
        <source>The log is still looked through</source>
        <translation>ログを確認している</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>時刻</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Evidence and views</source>
        <translation>証拠とビュー</translation>
    </message>
    <message>
        <source>Show channels</source>
        <translation>チャンネルを表示</translation>
    </message>
    <message>
        <source>Show what the evidence is worth</source>
        <translation>証拠の信頼性を表示</translation>
    </message>
    <message>
        <source>Show the selected record</source>
        <translation>選択したレコードを表示</translation>
    </message>
    <message>
        <source>Show map</source>
        <translation>地図を表示</translation>
    </message>
</context>
<context>
    <name>RangeBox</name>
    <message>
        <source>Lower end</source>
        <translation>下端</translation>
    </message>
    <message>
        <source>Upper end</source>
        <translation>上端</translation>
    </message>
    <message>
        <source>Fit to what is shown</source>
        <translation>表示内容に合わせる</translation>
    </message>
    <message>
        <source>From the least to the largest, without outliers</source>
        <translation>外れ値を除いた最小から最大まで</translation>
    </message>
    <message>
        <source>Usual</source>
        <translation>標準</translation>
    </message>
    <message>
        <source>Below: the first colour. Above: dimmed.</source>
        <translation>未満：最初の色。超過：減光。</translation>
    </message>
    <message>
        <source>as logged</source>
        <translation>記録値</translation>
    </message>
    <message>
        <source>Colours by %1, %2</source>
        <translation>%1による色分け、%2</translation>
    </message>
</context>
<context>
    <name>RecentList</name>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Last result</source>
        <translation>前回の結果</translation>
    </message>
    <message>
        <source>Last opened</source>
        <translation>最終使用</translation>
    </message>
    <message>
        <source>Location</source>
        <translation>場所</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近使ったログ</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>見つからない</translation>
    </message>
</context>
<context>
    <name>RecordView</name>
    <message>
        <source>Record</source>
        <translation>レコード</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>フィールド</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>値</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>変化</translation>
    </message>
    <message>
        <source>Fields of the record</source>
        <translation>レコードのフィールド</translation>
    </message>
    <message>
        <source>Leaf</source>
        <translation>リーフ</translation>
    </message>
    <message>
        <source>record</source>
        <translation>レコード</translation>
    </message>
    <message>
        <source>No channel selected</source>
        <translation>チャンネルが選択されていない</translation>
    </message>
    <message>
        <source>Click a channel at the left</source>
        <translation>左のチャンネルをクリック</translation>
    </message>
    <message>
        <source>This channel has no records</source>
        <translation>このチャンネルにレコードなし</translation>
    </message>
    <message>
        <source>No record</source>
        <translation>レコードなし</translation>
    </message>
    <message>
        <source>before: %1</source>
        <translation>以前：%1</translation>
    </message>
    <message>
        <source>… and %1 more</source>
        <translation>…他%1件</translation>
    </message>
    <message>
        <source>Position in the segment</source>
        <translation>セグメント内の位置</translation>
    </message>
    <message>
        <source>Position in the channel</source>
        <translation>チャンネル内の位置</translation>
    </message>
    <message>
        <source>Payload</source>
        <translation>ペイロード</translation>
    </message>
    <message>
        <source>Payload root, SHA-256</source>
        <translation>ルート（SHA-256）</translation>
    </message>
    <message>
        <source>Leaf before it</source>
        <translation>直前のリーフ</translation>
    </message>
    <message>
        <source>Trace id</source>
        <translation>トレースID</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>判定</translation>
    </message>
</context>
<context>
    <name>SampleCard</name>
    <message>
        <source>not installed</source>
        <translation>未インストール</translation>
    </message>
    <message>
        <source>%1 · simulated and sealed</source>
        <translation>%1・シミュレーション、封印済み</translation>
    </message>
</context>
<context>
    <name>SearchBox</name>
    <message>
        <source>Search</source>
        <translation>検索</translation>
    </message>
</context>
<context>
    <name>ShortcutsSheet</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>キーボードショートカット</translation>
    </message>
    <message>
        <source>Look for a command or a key</source>
        <translation>操作またはキーを検索</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>説明</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>操作一覧</translation>
    </message>
    <message>
        <source>Reset all keys</source>
        <translation>全キーをリセット</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>変更あり</translation>
    </message>
</context>
<context>
    <name>SignalPicker</name>
    <message>
        <source>Add signal</source>
        <translation>信号を追加</translation>
    </message>
    <message>
        <source>Name, channel or unit</source>
        <translation>名前、チャンネルまたは単位</translation>
    </message>
    <message>
        <source>Signal</source>
        <translation>信号</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>単位</translation>
    </message>
    <message>
        <source>Signals</source>
        <translation>信号一覧</translation>
    </message>
    <message>
        <source>Drag a signal onto a plot, or double-click it for a plot of its own</source>
        <translation>信号をグラフへドラッグするか、ダブルクリックで新しいグラフにする</translation>
    </message>
    <message>
        <source>codes</source>
        <translation>コード</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>Derived, as in derivative(speed) * 3.6</source>
        <translation>導出（例：derivative(speed) * 3.6）</translation>
    </message>
    <message>
        <source>Add derived</source>
        <translation>導出を追加</translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation>%2件中%1件を表示</translation>
    </message>
    <message>
        <source>In the units of the log. Functions: %1</source>
        <translation>単位はログのもの。関数：%1</translation>
    </message>
    <message>
        <source>From %1</source>
        <translation>%1より</translation>
    </message>
</context>
<context>
    <name>SpacePane</name>
    <message>
        <source>3D</source>
        <translation>3D</translation>
    </message>
    <message>
        <source>sweep</source>
        <translation>スキャン</translation>
    </message>
    <message>
        <source>scene</source>
        <translation>シーン</translation>
    </message>
    <message>
        <source>Nothing with a place in space in this log</source>
        <translation>このログに空間上の位置を持つデータなし</translation>
    </message>
    <message>
        <source>Nothing to show in space</source>
        <translation>空間表示の対象なし</translation>
    </message>
    <message>
        <source>%1 point %2</source>
        <translation>%1 点%2</translation>
    </message>
    <message>
        <source>in object %1</source>
        <translation>物体%1内</translation>
    </message>
    <message>
        <source>%1 before the current one</source>
        <translation>現在より%1前</translation>
    </message>
</context>
<context>
    <name>SpaceTools</name>
    <message>
        <source>Where one looks from</source>
        <translation>視点</translation>
    </message>
    <message>
        <source>What colours mean, and how many sweeps of each LiDAR and radar lie over each other</source>
        <translation>色の意味と、各LiDAR・レーダーの重ねるスキャン数</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>測定</translation>
    </message>
    <message>
        <source>Shade shapes by depth (not evidence: the strip says so)</source>
        <translation>形状に深度の陰影を付ける（証拠ではなく、下部に明記）</translation>
    </message>
    <message>
        <source>Measuring from point to point; next: to the vehicle</source>
        <translation>2点間を測定中。次：自車まで</translation>
    </message>
    <message>
        <source>Measuring from a point to the vehicle; next: off</source>
        <translation>点から自車まで測定中。次：オフ</translation>
    </message>
    <message>
        <source>Follow vehicle</source>
        <translation>自車を追従</translation>
    </message>
    <message>
        <source>Stay in the world</source>
        <translation>空間に固定</translation>
    </message>
    <message>
        <source>Range of colours…</source>
        <translation>色の範囲…</translation>
    </message>
    <message>
        <source>Follow object %1</source>
        <translation>物体%1を追従</translation>
    </message>
    <message>
        <source>Following %1</source>
        <translation>%1を追従中</translation>
    </message>
</context>
<context>
    <name>SpaceView</name>
    <message>
        <source>3D view</source>
        <translation>3D ビュー</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Open log</source>
        <translation>ログを開く</translation>
    </message>
    <message>
        <source>Sample incidents, simulated and sealed, each with something to find</source>
        <translation>サンプル事案（シミュレーション、封印済み、調べる点のあるもの）</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>フォルダーを開く</translation>
    </message>
    <message>
        <source>Import another format</source>
        <translation>他の形式を取り込む</translation>
    </message>
    <message>
        <source>Import a folder</source>
        <translation>フォルダーを取り込む</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>キーボードショートカット</translation>
    </message>
    <message>
        <source>Log format specification</source>
        <translation>ログ形式の仕様書</translation>
    </message>
    <message>
        <source>Inspect and seal at intake …</source>
        <translation>検査し、取り込み時に封印…</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近使ったログ</translation>
    </message>
    <message>
        <source>New here? Five steps on the sample Crossing show what there is.</source>
        <translation>初めての方へ: サンプル「横断」を使い、5 ステップで案内する。</translation>
    </message>
    <message>
        <source>Take the tour</source>
        <translation>ツアーを始める</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>スキップ</translation>
    </message>
</context>
<context>
    <name>StateDial</name>
    <message>
        <source>Gear %1</source>
        <translation>ギア %1</translation>
    </message>
    <message>
        <source>Low beam off</source>
        <translation>ロービーム消灯</translation>
    </message>
    <message>
        <source>Indicators %1</source>
        <translation>方向指示器 %1</translation>
    </message>
    <message>
        <source>Belt %1</source>
        <translation>シートベルト %1</translation>
    </message>
    <message>
        <source>Low beam</source>
        <translation>ロービーム</translation>
    </message>
    <message>
        <source>High beam</source>
        <translation>ハイビーム</translation>
    </message>
    <message>
        <source>Brake lights</source>
        <translation>制動灯</translation>
    </message>
    <message>
        <source>Daytime lights</source>
        <translation>昼間走行灯</translation>
    </message>
    <message>
        <source>Position lights</source>
        <translation>車幅灯</translation>
    </message>
    <message>
        <source>Front fog</source>
        <translation>フロントフォグ</translation>
    </message>
    <message>
        <source>Rear fog</source>
        <translation>リアフォグ</translation>
    </message>
    <message>
        <source>Reversing lights</source>
        <translation>後退灯</translation>
    </message>
    <message>
        <source>Horn</source>
        <translation>ホーン</translation>
    </message>
    <message>
        <source>Wipers</source>
        <translation>ワイパー</translation>
    </message>
    <message>
        <source>Accelerator</source>
        <translation>アクセル</translation>
    </message>
    <message>
        <source>Brake pedal</source>
        <translation>ブレーキペダル</translation>
    </message>
    <message>
        <source>Brake</source>
        <translation>ブレーキ</translation>
    </message>
    <message>
        <source>Brake pressure</source>
        <translation>ブレーキ圧</translation>
    </message>
    <message>
        <source>Steering wheel</source>
        <translation>ステアリングホイール</translation>
    </message>
    <message>
        <source>Steering</source>
        <translation>操舵</translation>
    </message>
    <message>
        <source>Longitudinal</source>
        <translation>前後加速度</translation>
    </message>
    <message>
        <source>Long.</source>
        <translation>前後</translation>
    </message>
    <message>
        <source>Lateral</source>
        <translation>横加速度</translation>
    </message>
    <message>
        <source>Lat.</source>
        <translation>横</translation>
    </message>
    <message>
        <source>Yaw rate</source>
        <translation>ヨーレート</translation>
    </message>
    <message>
        <source>Yaw</source>
        <translation>ヨー</translation>
    </message>
    <message>
        <source>+%1</source>
        <translation>+%1</translation>
    </message>
    <message>
        <source>steering %1</source>
        <translation>操舵 %1</translation>
    </message>
</context>
<context>
    <name>StateView</name>
    <message>
        <source>Vehicle state</source>
        <translation>車両状態</translation>
    </message>
    <message>
        <source>state</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>No vehicle state in this log</source>
        <translation>このログに車両状態なし</translation>
    </message>
    <message>
        <source>row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>this record</source>
        <translation>このレコード</translation>
    </message>
    <message>
        <source>No vehicle state</source>
        <translation>車両状態なし</translation>
    </message>
</context>
<context>
    <name>StatisticsTable</name>
    <message>
        <source>Visible range</source>
        <translation>表示範囲</translation>
    </message>
    <message>
        <source>Signal</source>
        <translation>信号</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>単位</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>サンプル数</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>欠損</translation>
    </message>
    <message>
        <source>Minimum</source>
        <translation>最小</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>Maximum</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>Std</source>
        <translation>標準偏差</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>B − A</source>
        <translation>B − A</translation>
    </message>
    <message>
        <source>Statistics of the visible range</source>
        <translation>表示範囲の統計</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Nothing plays or connects by itself</source>
        <translation>自動的な再生・接続は行わない</translation>
    </message>
    <message>
        <source>Internal error: %1</source>
        <translation>内部エラー：%1</translation>
    </message>
    <message>
        <source>Chain walk finished · %1 records</source>
        <translation>連鎖の走査完了・%1レコード</translation>
    </message>
    <message>
        <source>Chain walk stopped: %1</source>
        <translation>連鎖の走査停止：%1</translation>
    </message>
    <message>
        <source>Checking, %1 % of the payloads</source>
        <translation>検証中、ペイロードの%1 %</translation>
    </message>
    <message>
        <source>Looking for problems</source>
        <translation>問題を確認中</translation>
    </message>
    <message>
        <source>The log is still looked through</source>
        <translation>ログを確認している</translation>
    </message>
    <message>
        <source>Pictures dropped %1</source>
        <translation>画像の省略%1</translation>
    </message>
    <message>
        <source>Cache %1 of %2 MB</source>
        <translation>キャッシュ%1 / %2 MB</translation>
    </message>
</context>
<context>
    <name>Survival</name>
    <message>
        <source>The program ended unexpectedly.</source>
        <translation>プログラムが予期せず終了した。</translation>
    </message>
    <message>
        <source>What it knew of that is in %1</source>
        <translation>その際の記録: %1</translation>
    </message>
    <message>
        <source>%1 was open then</source>
        <translation>その際に開いていたもの: %1</translation>
    </message>
    <message>
        <source>%1 is not opened again by itself: it may be the reason</source>
        <translation>%1 は原因の可能性があるため、自動では開かない</translation>
    </message>
    <message>
        <source>Open again as it was when the program ended unexpectedly</source>
        <translation>予期しない終了の前の状態で再度開いた</translation>
    </message>
</context>
<context>
    <name>TargetRow</name>
    <message>
        <source>Where the sealed log is written</source>
        <translation>封印済みログの保存先</translation>
    </message>
    <message>
        <source>Choose …</source>
        <translation>選択…</translation>
    </message>
    <message>
        <source>Write to</source>
        <translation>保存先</translation>
    </message>
    <message>
        <source>Write the sealed log to</source>
        <translation>封印済みログの保存先</translation>
    </message>
</context>
<context>
    <name>TextModel</name>
    <message>
        <source>cannot be read</source>
        <translation>読み取り不可</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>時刻</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>レベル</translation>
    </message>
    <message>
        <source>Logger</source>
        <translation>ロガー</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>メッセージ</translation>
    </message>
</context>
<context>
    <name>TextView</name>
    <message>
        <source>Log lines</source>
        <translation>ログ行</translation>
    </message>
    <message>
        <source>Words, such as: brak &quot;gap 11&quot; logger:planner trace:6f71</source>
        <translation>語句（例: brak &quot;gap 11&quot; logger:planner trace:6f71）</translation>
    </message>
    <message>
        <source>Filter of the log lines</source>
        <translation>ログ行のフィルター</translation>
    </message>
    <message>
        <source>Lines that cannot be read stay in sight: nobody can tell what they say. Of very long ones not all is looked through.</source>
        <translation>読み取れない行は、内容を判定できないため常に表示する。非常に長い行は一部のみを検索する。</translation>
    </message>
    <message>
        <source>All levels</source>
        <translation>全レベル</translation>
    </message>
    <message>
        <source>Info and above</source>
        <translation>情報以上</translation>
    </message>
    <message>
        <source>Warning and above</source>
        <translation>警告以上</translation>
    </message>
    <message>
        <source>Error and above</source>
        <translation>エラー以上</translation>
    </message>
    <message>
        <source>Level of the log lines</source>
        <translation>ログ行のレベル</translation>
    </message>
    <message>
        <source>Lines whose level is not known stay in sight: nobody can tell how grave they are</source>
        <translation>レベル不明の行は、重大さを判定できないため常に表示する</translation>
    </message>
    <message>
        <source>No text in this log</source>
        <translation>このログにテキストなし</translation>
    </message>
    <message>
        <source>text</source>
        <translation>テキスト</translation>
    </message>
    <message>
        <source>arrived ≤ t</source>
        <translation>到着 ≤ t</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>まだなし</translation>
    </message>
    <message>
        <source>line %1</source>
        <translation>行 %1</translation>
    </message>
    <message>
        <source>%1 of %2 lines</source>
        <translation>%2 行中 %1 行</translation>
    </message>
    <message>
        <source>%1, %2 read</source>
        <translation>%1（%2 行を読込済み）</translation>
    </message>
    <message>
        <source>%1, %2 looked at</source>
        <translation>%1（%2 行を検索済み）</translation>
    </message>
    <message>
        <source>, %1 looked through in part</source>
        <translation>、%1 行は一部のみ検索</translation>
    </message>
    <message>
        <source>Only lines of this trace</source>
        <translation>このトレースの行のみ</translation>
    </message>
    <message>
        <source>Only lines of this logger</source>
        <translation>このロガーの行のみ</translation>
    </message>
    <message>
        <source>Copy this line</source>
        <translation>この行をコピー</translation>
    </message>
</context>
<context>
    <name>TimeDialog</name>
    <message>
        <source>Go to exact time</source>
        <translation>時刻を指定して移動</translation>
    </message>
    <message>
        <source>12.5   T0-1.3   50 %   #254   1264500000000ns   2026-10-23T16:18:07Z</source>
        <translation>12.5   T0-1.3   50 %   #254   1264500000000ns   2026-10-23T16:18:07Z</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>時刻</translation>
    </message>
    <message>
        <source>Seconds from the start, from T0, a share, a frame of the master, ns, or UTC</source>
        <translation>開始からの秒、T0から、割合、基準のフレーム、ns、またはUTC</translation>
    </message>
    <message>
        <source>18:22:04.7   2026-10-23 18:22:04.7   12.5   T0-1.3   #254</source>
        <translation>18:22:04.7   2026-10-23 18:22:04.7   12.5   T0-1.3   #254</translation>
    </message>
    <message>
        <source>Times of day are meant in %1</source>
        <translation>時刻は%1として解釈</translation>
    </message>
</context>
<context>
    <name>TimelineHover</name>
    <message>
        <source>Reading frame %1</source>
        <translation>フレーム%1を読み込み中</translation>
    </message>
    <message>
        <source>Absent, last sample %1 ago</source>
        <translation>なし、最終サンプルは%1前</translation>
    </message>
    <message>
        <source>Absent, the first picture comes later</source>
        <translation>なし、最初の画像はこの後</translation>
    </message>
    <message>
        <source>Cannot decode frame %1</source>
        <translation>フレーム%1をデコードできない</translation>
    </message>
    <message>
        <source>Fails its check, shown as found</source>
        <translation>検証失敗、ファイル内のまま表示</translation>
    </message>
    <message>
        <source>After a break: not proven</source>
        <translation>破断後：証明なし</translation>
    </message>
    <message>
        <source>Arrival assumed</source>
        <translation>到着時刻は仮定</translation>
    </message>
    <message>
        <source>frame %1</source>
        <translation>フレーム%1</translation>
    </message>
</context>
<context>
    <name>ToneBox</name>
    <message>
        <source>Brightness</source>
        <translation>明るさ</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>コントラスト</translation>
    </message>
    <message>
        <source>Gamma</source>
        <translation>ガンマ</translation>
    </message>
    <message>
        <source>Changes what is shown, never the picture</source>
        <translation>表示のみを変え、画像は変更しない</translation>
    </message>
</context>
<context>
    <name>TraceModel</name>
    <message>
        <source>ms from capture</source>
        <translation>取得からのms</translation>
    </message>
    <message>
        <source>Waited</source>
        <translation>待ち</translation>
    </message>
    <message>
        <source>Usual</source>
        <translation>通常</translation>
    </message>
    <message>
        <source>This, ms</source>
        <translation>今回、ms</translation>
    </message>
</context>
<context>
    <name>TraceView</name>
    <message>
        <source>Slowest</source>
        <translation>最も遅い</translation>
    </message>
    <message>
        <source>Trace</source>
        <translation>トレース</translation>
    </message>
    <message>
        <source>Steps of the trace</source>
        <translation>トレースの処理</translation>
    </message>
    <message>
        <source>Goes to the slowest cycle of the log; from there to the next slowest</source>
        <translation>ログ中で最も遅いサイクルへ移動し、続けてその次に遅いものへ移動</translation>
    </message>
    <message>
        <source>No decisions in this log</source>
        <translation>このログに判断なし</translation>
    </message>
    <message>
        <source>decision</source>
        <translation>判断</translation>
    </message>
    <message>
        <source>trace</source>
        <translation>トレース</translation>
    </message>
    <message>
        <source>record</source>
        <translation>レコード</translation>
    </message>
    <message>
        <source>No decisions</source>
        <translation>判断なし</translation>
    </message>
    <message>
        <source>kept while one looks about in it</source>
        <translation>確認中は保持</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保持</translation>
    </message>
    <message>
        <source>No trace id</source>
        <translation>トレースIDなし</translation>
    </message>
    <message>
        <source>This decision does not say what it belongs to</source>
        <translation>この判断には所属先の記録なし</translation>
    </message>
    <message>
        <source>Not shown</source>
        <translation>非表示</translation>
    </message>
    <message>
        <source>An internal error, which the status bar tells of</source>
        <translation>内部エラー。ステータスバーに表示</translation>
    </message>
    <message>
        <source>Not known yet</source>
        <translation>まだ不明</translation>
    </message>
    <message>
        <source>%1 spans had not arrived by then</source>
        <translation>%1スパンはその時点で未到着</translation>
    </message>
    <message>
        <source>No steps</source>
        <translation>処理なし</translation>
    </message>
    <message>
        <source>%1 spans cannot be read</source>
        <translation>%1スパンが読み取り不可</translation>
    </message>
    <message>
        <source>Not among the steps</source>
        <translation>処理に含まれない</translation>
    </message>
    <message>
        <source>The span of this decision is not in the log</source>
        <translation>この判断のスパンはログにない</translation>
    </message>
    <message>
        <source>No spans in this trace</source>
        <translation>このトレースにスパンなし</translation>
    </message>
    <message>
        <source>The log has its id, and not how long its steps took</source>
        <translation>ログにはIDのみで、処理の所要時間がない</translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>Capture time</source>
        <translation>取得時刻</translation>
    </message>
    <message>
        <source>Knew then</source>
        <translation>当時既知</translation>
    </message>
    <message>
        <source>Reading …</source>
        <translation>読み込み中…</translation>
    </message>
    <message>
        <source>Evidence unreachable</source>
        <translation>証拠に到達できない</translation>
    </message>
    <message>
        <source>1 picture dropped</source>
        <translation>画像1枚を省略</translation>
    </message>
    <message>
        <source>%1 pictures dropped</source>
        <translation>画像%1枚を省略</translation>
    </message>
</context>
<context>
    <name>UndoActions</name>
    <message>
        <source>bookmark at %1</source>
        <translation>%1のブックマーク</translation>
    </message>
    <message>
        <source>deletion of the bookmark at %1</source>
        <translation>%1のブックマークの削除</translation>
    </message>
    <message>
        <source>text of the bookmark at %1</source>
        <translation>%1のブックマークの注記</translation>
    </message>
    <message>
        <source>T0</source>
        <translation>T0</translation>
    </message>
</context>
<context>
    <name>ViewCommands</name>
    <message>
        <source>No view has the focus: click the one whose channel is meant</source>
        <translation>フォーカスのあるビューなし：対象チャンネルのビューをクリックすること</translation>
    </message>
    <message>
        <source>This view has no single channel to step by</source>
        <translation>このビューには移動の基準となる単一チャンネルがない</translation>
    </message>
    <message>
        <source>Only a camera has a stored picture: click the one that is meant</source>
        <translation>記録された画像を持つのはカメラのみ：対象をクリックすること</translation>
    </message>
    <message>
        <source>No view has the focus: click the one that is meant</source>
        <translation>フォーカスのあるビューなし：対象をクリックすること</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>%1を保存した</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>bookmark %1</source>
        <translation>ブックマーク%1</translation>
    </message>
    <message>
        <source>Open log</source>
        <translation>ログを開く</translation>
    </message>
    <message>
        <source>Sealed logs (*.h5);;All files (*)</source>
        <translation>封印済みログ (*.h5);;すべてのファイル (*)</translation>
    </message>
    <message>
        <source>Open folder with the segments of a drive</source>
        <translation>走行のセグメントがあるフォルダーを開く</translation>
    </message>
    <message>
        <source>Import another format</source>
        <translation>他の形式を取り込む</translation>
    </message>
    <message>
        <source>Import a folder</source>
        <translation>フォルダーを取り込む</translation>
    </message>
</context>
<context>
    <name>ZoneDialog</name>
    <message>
        <source>Zone of local time</source>
        <translation>現地時刻のタイムゾーン</translation>
    </message>
    <message>
        <source>Berlin   Asia/Tokyo   +02:00</source>
        <translation>Berlin   Asia/Tokyo   +02:00</translation>
    </message>
    <message>
        <source>Zone</source>
        <translation>タイムゾーン</translation>
    </message>
    <message>
        <source>Time there</source>
        <translation>現地の時刻</translation>
    </message>
    <message>
        <source>Zones</source>
        <translation>タイムゾーン一覧</translation>
    </message>
    <message>
        <source>This system</source>
        <translation>このシステム</translation>
    </message>
    <message>
        <source>No zone is called so; write one as Europe/Berlin, or an offset as +02:00</source>
        <translation>該当するタイムゾーンなし。Europe/Berlinの形、または+02:00の時差で指定すること</translation>
    </message>
    <message>
        <source>Local time: %1, %2</source>
        <translation>現地時刻：%1、%2</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>recorded</source>
        <translation>記録</translation>
    </message>
    <message>
        <source>derived</source>
        <translation>導出</translation>
    </message>
    <message>
        <source>opinion</source>
        <translation>見解</translation>
    </message>
    <message>
        <source>Intact</source>
        <translation>変更なし</translation>
    </message>
    <message>
        <source>Broken</source>
        <translation>検証失敗</translation>
    </message>
    <message>
        <source>After the break</source>
        <translation>破断後</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>欠落</translation>
    </message>
    <message>
        <source>Unchecked</source>
        <translation>未検証</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
</context>
</TS>
