<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Train</source>
        <translation>训练(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Backprop</source>
        <translation>反向传播(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>A&amp;rrange</source>
        <translation>排列(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation>新建(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>New &amp;Window</source>
        <translation>新建窗口(&amp;W)</translation>
    </message>
    <message>
        <source>Open in a New Win&amp;dow…</source>
        <translation>在新窗口中打开(&amp;D)…</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Save &amp;As…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Export as PyTorch…</source>
        <translation>导出为 PyTorch(&amp;E)…</translation>
    </message>
    <message>
        <source>Export a Fi&amp;gure…</source>
        <translation>导出图片(&amp;G)…</translation>
    </message>
    <message>
        <source>Export a Fil&amp;m…</source>
        <translation>导出影片(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>剪切(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>粘贴(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Duplicate</source>
        <translation>创建副本(&amp;D)</translation>
    </message>
    <message>
        <source>De&amp;lete</source>
        <translation>删除(&amp;L)</translation>
    </message>
    <message>
        <source>Delete and &amp;Keep the Flow</source>
        <translation>删除并保持连通(&amp;K)</translation>
    </message>
    <message>
        <source>Select &amp;All</source>
        <translation>全选(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Find a Layer…</source>
        <translation>查找层(&amp;F)…</translation>
    </message>
    <message>
        <source>Find a &amp;Node…</source>
        <translation>查找节点(&amp;N)…</translation>
    </message>
    <message>
        <source>Chan&amp;ge the Kind…</source>
        <translation>更改类型(&amp;G)…</translation>
    </message>
    <message>
        <source>Replace All &amp;of a Kind…</source>
        <translation>替换某一类型的所有层(&amp;O)…</translation>
    </message>
    <message>
        <source>Free&amp;ze or Let Learn</source>
        <translation>冻结或恢复学习(&amp;Z)</translation>
    </message>
    <message>
        <source>S&amp;hare the Weights</source>
        <translation>共享权重(&amp;H)</translation>
    </message>
    <message>
        <source>Stop Sha&amp;ring</source>
        <translation>停止共享(&amp;R)</translation>
    </message>
    <message>
        <source>T&amp;idy the Layout</source>
        <translation>整理布局(&amp;I)</translation>
    </message>
    <message>
        <source>Align &amp;Left</source>
        <translation>左对齐(&amp;L)</translation>
    </message>
    <message>
        <source>Align &amp;Centres</source>
        <translation>水平居中对齐(&amp;C)</translation>
    </message>
    <message>
        <source>Align &amp;Right</source>
        <translation>右对齐(&amp;R)</translation>
    </message>
    <message>
        <source>Align &amp;Top</source>
        <translation>顶端对齐(&amp;T)</translation>
    </message>
    <message>
        <source>Align &amp;Middles</source>
        <translation>垂直居中对齐(&amp;M)</translation>
    </message>
    <message>
        <source>Align &amp;Bottom</source>
        <translation>底端对齐(&amp;B)</translation>
    </message>
    <message>
        <source>Distribute &amp;Horizontally</source>
        <translation>水平均匀分布(&amp;H)</translation>
    </message>
    <message>
        <source>Distribute &amp;Vertically</source>
        <translation>垂直均匀分布(&amp;V)</translation>
    </message>
    <message>
        <source>All Co&amp;mmands…</source>
        <translation>所有命令(&amp;M)…</translation>
    </message>
    <message>
        <source>Frame the Se&amp;lection</source>
        <translation>为所选内容加框(&amp;L)</translation>
    </message>
    <message>
        <source>Add a C&amp;omment</source>
        <translation>添加注释(&amp;O)</translation>
    </message>
    <message>
        <source>Make a &amp;Block</source>
        <translation>组成块(&amp;B)</translation>
    </message>
    <message>
        <source>Take the Block A&amp;part</source>
        <translation>拆开块(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Open the Block</source>
        <translation>打开块(&amp;O)</translation>
    </message>
    <message>
        <source>Leave the B&amp;lock</source>
        <translation>离开块(&amp;L)</translation>
    </message>
    <message>
        <source>New Layer from Co&amp;de</source>
        <translation>用代码新建层(&amp;D)</translation>
    </message>
    <message>
        <source>Zoom &amp;In</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;Out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Actual Size</source>
        <translation>实际大小(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Fit the Network</source>
        <translation>显示整个网络(&amp;F)</translation>
    </message>
    <message>
        <source>Zoom to the &amp;Selection</source>
        <translation>缩放到所选内容(&amp;S)</translation>
    </message>
    <message>
        <source>Only the &amp;Edges at the Selection</source>
        <translation>只显示所选节点的连线(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Mini-Map</source>
        <translation>缩略图(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Costs of the Network</source>
        <translation>网络的开销(&amp;C)</translation>
    </message>
    <message>
        <source>Ne&amp;xt Cost as Colour</source>
        <translation>按下一项开销着色(&amp;X)</translation>
    </message>
    <message>
        <source>Show a &amp;Sample</source>
        <translation>显示样本(&amp;S)</translation>
    </message>
    <message>
        <source>Light or &amp;Dark</source>
        <translation>浅色或深色(&amp;D)</translation>
    </message>
    <message>
        <source>Keys to the &amp;Next Panel</source>
        <translation>键盘焦点移到下一个面板(&amp;N)</translation>
    </message>
    <message>
        <source>Keys to the Pre&amp;vious Panel</source>
        <translation>键盘焦点移到上一个面板(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Restore the Panels</source>
        <translation>恢复面板布局(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;One Step</source>
        <translation>单步(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Reset the Weights</source>
        <translation>重置权重(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Play or Pause</source>
        <translation>播放或暂停(&amp;P)</translation>
    </message>
    <message>
        <source>One Moment &amp;On</source>
        <translation>前进一个时刻(&amp;O)</translation>
    </message>
    <message>
        <source>One Moment &amp;Back</source>
        <translation>后退一个时刻(&amp;B)</translation>
    </message>
    <message>
        <source>P&amp;redict First</source>
        <translation>先预测(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Uncover the Numbers</source>
        <translation>揭晓数值(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Check the Gradients</source>
        <translation>检查梯度(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Help on the Layer</source>
        <translation>此层的帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;About Chainrule</source>
        <translation>关于 Chainrule(&amp;A)</translation>
    </message>
</context>
<context>
    <name>BarPlot</name>
    <message>
        <source>The gradient at every layer appears here while the network trains.</source>
        <translation>网络训练时，这里会显示每一层的梯度。</translation>
    </message>
    <message>
        <source>vanishing, below {limit}</source>
        <translation>梯度消失，低于 {limit}</translation>
    </message>
</context>
<context>
    <name>BlockHelp</name>
    <message>
        <source>A block: a graph with a name, which is used as a layer is.</source>
        <translation>块：一个有名称的图，可以像层一样使用。</translation>
    </message>
    <message>
        <source>In and out</source>
        <translation>输入与输出</translation>
    </message>
    <message>
        <source>Open the Block</source>
        <translation>打开块</translation>
    </message>
    <message>
        <source>Inside</source>
        <translation>内部</translation>
    </message>
    <message>
        <source>It stands in the library; placed once, it belongs to the project.</source>
        <translation>它在块库中；放置一次后便属于本项目。</translation>
    </message>
    <message>
        <source>Out: {shape}</source>
        <translation>输出：{shape}</translation>
    </message>
    <message>
        <source>In: {shape}</source>
        <translation>输入：{shape}</translation>
    </message>
    <message>
        <source>Parameters in all</source>
        <translation>参数总数</translation>
    </message>
    <message>
        <source>Uses</source>
        <translation>使用处</translation>
    </message>
</context>
<context>
    <name>BlockPage</name>
    <message>
        <source>The name of the block, and of its class in the code.</source>
        <translation>块的名称，也是它在代码中的类名。</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>块</translation>
    </message>
    <message>
        <source>A layer inside may use them in an expression that begins with =, such as = channels * 2.</source>
        <translation>块内的层可以在以 = 开头的表达式中使用它们，例如 = channels * 2。</translation>
    </message>
    <message>
        <source>Keep in My Library</source>
        <translation>存入我的库</translation>
    </message>
    <message>
        <source>So that it can be placed in any project</source>
        <translation>以便在任何项目中使用</translation>
    </message>
    <message>
        <source>Parameters of the block</source>
        <translation>块的参数</translation>
    </message>
    <message>
        <source>Ports and cost</source>
        <translation>端口与开销</translation>
    </message>
    <message>
        <source>Its Inputs and Outputs are its ports: place one of them for another port.</source>
        <translation>块内的 Input 和 Output 就是它的端口：要增加端口，再放一个即可。</translation>
    </message>
    <message>
        <source>Uses</source>
        <translation>使用处</translation>
    </message>
    <message>
        <source>In: {port}</source>
        <translation>输入：{port}</translation>
    </message>
    <message>
        <source>any</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>Out: {port}</source>
        <translation>输出：{port}</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>尚未知晓</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Multiply-adds</source>
        <translation>乘加次数</translation>
    </message>
    <message>
        <source>It is listed under the layers, in every project.</source>
        <translation>它会出现在每个项目的层列表中。</translation>
    </message>
</context>
<context>
    <name>BlockParameters</name>
    <message>
        <source>Add a Parameter</source>
        <translation>添加参数</translation>
    </message>
</context>
<context>
    <name>Blocks</name>
    <message>
        <source>Two convolutions with a shortcut around them (ResNet-18 and 34; He et al. 2015).</source>
        <translation>两个卷积，外加一条跨越它们的捷径（ResNet-18 和 34；He 等，2015）。</translation>
    </message>
    <message>
        <source>A basic residual block that halves the picture, with a projection on the shortcut (He et al. 2015).</source>
        <translation>把图片缩小一半的基本残差块，捷径上带有投影（He 等，2015）。</translation>
    </message>
    <message>
        <source>A residual block that squeezes the channels to a quarter in between (ResNet-50; He et al. 2015).</source>
        <translation>中间把通道压缩到四分之一的残差块（ResNet-50；He 等，2015）。</translation>
    </message>
    <message>
        <source>A bottleneck with a projection on the shortcut, for the first of a stage (ResNet-50; He et al. 2015).</source>
        <translation>捷径上带有投影的瓶颈块，用于每个阶段的第一个（ResNet-50；He 等，2015）。</translation>
    </message>
    <message>
        <source>Adds new features beside those that came in (DenseNet-B; Huang et al. 2017).</source>
        <translation>在输入的特征旁加上新的特征（DenseNet-B；Huang 等，2017）。</translation>
    </message>
    <message>
        <source>Filters of three sizes and a pool side by side (GoogLeNet, 3a; Szegedy et al. 2014).</source>
        <translation>三种大小的滤波器与一个池化并列（GoogLeNet，3a；Szegedy 等，2014）。</translation>
    </message>
    <message>
        <source>Widens, filters each channel alone, and narrows again, with a shortcut (MobileNetV2; Sandler et al. 2018).</source>
        <translation>先变宽，逐通道滤波，再变窄，并带有捷径（MobileNetV2；Sandler 等，2018）。</translation>
    </message>
    <message>
        <source>Weighs the channels by what the whole picture says (Hu et al. 2018).</source>
        <translation>根据整张图片给各通道加权（Hu 等，2018）。</translation>
    </message>
    <message>
        <source>Causal self-attention, attention to a memory, and two linear layers, normalized first (Vaswani et al. 2017).</source>
        <translation>因果自注意力、对记忆的注意力和两个线性层，都先归一化（Vaswani 等，2017）。</translation>
    </message>
    <message>
        <source>Self-attention and two linear layers, each normalized first and with a shortcut (Dosovitskiy et al. 2021).</source>
        <translation>自注意力和两个线性层，都先归一化并带有捷径（Dosovitskiy 等，2021）。</translation>
    </message>
    <message>
        <source>Pools, then two convolutions: one step down a U-Net (Ronneberger et al. 2015).</source>
        <translation>先池化，再两个卷积：U-Net 向下的一步（Ronneberger 等，2015）。</translation>
    </message>
    <message>
        <source>Enlarges, joins what comes from the other side, then two convolutions (Ronneberger et al. 2015).</source>
        <translation>先放大，与另一侧传来的拼接，再两个卷积（Ronneberger 等，2015）。</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Slate</source>
        <translation>石板灰</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>蓝色</translation>
    </message>
    <message>
        <source>Teal</source>
        <translation>青色</translation>
    </message>
    <message>
        <source>Violet</source>
        <translation>紫色</translation>
    </message>
    <message>
        <source>Amber</source>
        <translation>琥珀色</translation>
    </message>
    <message>
        <source>Olive</source>
        <translation>橄榄绿</translation>
    </message>
    <message>
        <source>Rose</source>
        <translation>玫瑰红</translation>
    </message>
    <message>
        <source>same as {node}</source>
        <translation>与 {node} 相同</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>已冻结</translation>
    </message>
    <message>
        <source>(+{count} more)</source>
        <translation>（另有 {count} 个）</translation>
    </message>
    <message>
        <source>The clipboard holds no layers</source>
        <translation>剪贴板中没有层</translation>
    </message>
    <message>
        <source>Not all that the clipboard holds could be pasted</source>
        <translation>剪贴板中的内容未能全部粘贴</translation>
    </message>
    <message>
        <source>This edge would close a cycle</source>
        <translation>这条连线会形成环路</translation>
    </message>
    <message>
        <source>optional</source>
        <translation>可选</translation>
    </message>
    <message>
        <source>Put a {kind} Before It</source>
        <translation>在前面插入 {kind}</translation>
    </message>
    <message>
        <source>Put a {kind} Before {names}</source>
        <translation>在 {names} 前面插入 {kind}</translation>
    </message>
    <message>
        <source>Set {parameter} to {value}</source>
        <translation>将 {parameter} 设为 {value}</translation>
    </message>
    <message>
        <source>Set {parameter} of {node} to {value}</source>
        <translation>将 {node} 的 {parameter} 设为 {value}</translation>
    </message>
    <message>
        <source>Use {kind} for {names}</source>
        <translation>将 {names} 改用 {kind}</translation>
    </message>
    <message>
        <source>Start {names} with {value}</source>
        <translation>将 {names} 的初始化改为 {value}</translation>
    </message>
    <message>
        <source>Add Skip Connections to {names}</source>
        <translation>为 {names} 添加跳跃连接</translation>
    </message>
    <message>
        <source>Set {path} to {value}</source>
        <translation>将 {path} 设为 {value}</translation>
    </message>
    <message>
        <source>Unfreeze</source>
        <translation>解除冻结</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Delete the Frame</source>
        <translation>删除框</translation>
    </message>
    <message>
        <source>Delete the Comment</source>
        <translation>删除注释</translation>
    </message>
    <message>
        <source>Edit the Title</source>
        <translation>编辑标题</translation>
    </message>
    <message>
        <source>Edit the Comment</source>
        <translation>编辑注释</translation>
    </message>
    <message>
        <source>Change the Kind…</source>
        <translation>更改类型…</translation>
    </message>
    <message>
        <source>Frame the Selection</source>
        <translation>为所选内容加框</translation>
    </message>
    <message>
        <source>Make a Block</source>
        <translation>组成块</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>创建副本</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete and Keep the Flow</source>
        <translation>删除并保持连通</translation>
    </message>
    <message>
        <source>Arrange</source>
        <translation>排列</translation>
    </message>
    <message>
        <source>Insert a Layer</source>
        <translation>插入层</translation>
    </message>
    <message>
        <source>Delete the Edge</source>
        <translation>删除连线</translation>
    </message>
    <message>
        <source>Add a Layer</source>
        <translation>添加层</translation>
    </message>
    <message>
        <source>Add a Comment</source>
        <translation>添加注释</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Select All</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Tidy the Layout</source>
        <translation>整理布局</translation>
    </message>
    <message>
        <source>Run to This Layer</source>
        <translation>运行到此层</translation>
    </message>
    <message>
        <source>Fit the Network</source>
        <translation>显示整个网络</translation>
    </message>
    <message>
        <source>Insert After</source>
        <translation>在其后插入</translation>
    </message>
    <message>
        <source>Let It Learn Again</source>
        <translation>恢复学习</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>Share the Weights</source>
        <translation>共享权重</translation>
    </message>
    <message>
        <source>Stop Sharing</source>
        <translation>停止共享</translation>
    </message>
    <message>
        <source>Open the Block</source>
        <translation>打开块</translation>
    </message>
    <message>
        <source>Take the Block Apart</source>
        <translation>拆开块</translation>
    </message>
    <message>
        <source>Align Left</source>
        <translation>左对齐</translation>
    </message>
    <message>
        <source>Align Centres</source>
        <translation>水平居中对齐</translation>
    </message>
    <message>
        <source>Align Right</source>
        <translation>右对齐</translation>
    </message>
    <message>
        <source>Align Top</source>
        <translation>顶端对齐</translation>
    </message>
    <message>
        <source>Align Middles</source>
        <translation>垂直居中对齐</translation>
    </message>
    <message>
        <source>Align Bottom</source>
        <translation>底端对齐</translation>
    </message>
    <message>
        <source>Distribute Horizontally</source>
        <translation>水平均匀分布</translation>
    </message>
    <message>
        <source>Distribute Vertically</source>
        <translation>垂直均匀分布</translation>
    </message>
    <message>
        <source>Add a layer</source>
        <translation>添加层</translation>
    </message>
    <message>
        <source>What follows {node}?</source>
        <translation>{node} 之后接什么？</translation>
    </message>
    <message>
        <source>What comes before {node}?</source>
        <translation>{node} 之前接什么？</translation>
    </message>
</context>
<context>
    <name>Categories</name>
    <message>
        <source>Own layers</source>
        <translation>自定义层</translation>
    </message>
    <message>
        <source>Blocks</source>
        <translation>块</translation>
    </message>
    <message>
        <source>Block library</source>
        <translation>块库</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>Convolution</source>
        <translation>卷积</translation>
    </message>
    <message>
        <source>Pooling</source>
        <translation>池化</translation>
    </message>
    <message>
        <source>Normalization</source>
        <translation>归一化</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Activation</source>
        <translation>激活</translation>
    </message>
    <message>
        <source>Recurrent</source>
        <translation>循环</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Maths</source>
        <translation>数学</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>More of torch</source>
        <translation>torch 的更多层</translation>
    </message>
</context>
<context>
    <name>Changes</name>
    <message>
        <source>Add {names}</source>
        <translation>添加 {names}</translation>
    </message>
    <message>
        <source>Add {count} layers</source>
        <translation>添加 {count} 个层</translation>
    </message>
    <message>
        <source>Paste {names}</source>
        <translation>粘贴 {names}</translation>
    </message>
    <message>
        <source>Paste {count} layers</source>
        <translation>粘贴 {count} 个层</translation>
    </message>
    <message>
        <source>Duplicate {names}</source>
        <translation>创建 {names} 的副本</translation>
    </message>
    <message>
        <source>Duplicate {count} layers</source>
        <translation>创建 {count} 个层的副本</translation>
    </message>
    <message>
        <source>Cut {names}</source>
        <translation>剪切 {names}</translation>
    </message>
    <message>
        <source>Cut {count} layers</source>
        <translation>剪切 {count} 个层</translation>
    </message>
    <message>
        <source>Insert {names}</source>
        <translation>插入 {names}</translation>
    </message>
    <message>
        <source>Insert {count} layers</source>
        <translation>插入 {count} 个层</translation>
    </message>
    <message>
        <source>Use {kind} for {names}</source>
        <translation>将 {names} 改用 {kind}</translation>
    </message>
    <message>
        <source>Use {kind} for {count} layers</source>
        <translation>将 {count} 个层改用 {kind}</translation>
    </message>
    <message>
        <source>Delete {names}</source>
        <translation>删除 {names}</translation>
    </message>
    <message>
        <source>Delete {count} layers</source>
        <translation>删除 {count} 个层</translation>
    </message>
    <message>
        <source>Move {names}</source>
        <translation>移动 {names}</translation>
    </message>
    <message>
        <source>Move {count} layers</source>
        <translation>移动 {count} 个层</translation>
    </message>
    <message>
        <source>Take out {names}</source>
        <translation>取出 {names}</translation>
    </message>
    <message>
        <source>Take out {count} layers</source>
        <translation>取出 {count} 个层</translation>
    </message>
    <message>
        <source>Align {names}</source>
        <translation>对齐 {names}</translation>
    </message>
    <message>
        <source>Align {count} layers</source>
        <translation>对齐 {count} 个层</translation>
    </message>
    <message>
        <source>Distribute {names}</source>
        <translation>均匀分布 {names}</translation>
    </message>
    <message>
        <source>Distribute {count} layers</source>
        <translation>均匀分布 {count} 个层</translation>
    </message>
    <message>
        <source>Tidy the layout</source>
        <translation>整理布局</translation>
    </message>
    <message>
        <source>Connect {source} to {target}</source>
        <translation>将 {source} 连接到 {target}</translation>
    </message>
    <message>
        <source>Disconnect</source>
        <translation>断开连接</translation>
    </message>
    <message>
        <source>Set {parameter} of {name}</source>
        <translation>设置 {name} 的 {parameter}</translation>
    </message>
    <message>
        <source>Title of {name}</source>
        <translation>{name} 的标题</translation>
    </message>
    <message>
        <source>Freeze or thaw {name}</source>
        <translation>冻结或解冻 {name}</translation>
    </message>
    <message>
        <source>Start of {parameter} of {name}</source>
        <translation>{name} 的 {parameter} 初始化</translation>
    </message>
    <message>
        <source>Share the weights of {node} with {names}</source>
        <translation>让 {node} 与 {names} 共享权重</translation>
    </message>
    <message>
        <source>Share the weights of {node} with {count} layers</source>
        <translation>让 {node} 与 {count} 个层共享权重</translation>
    </message>
    <message>
        <source>Separate weights for {names}</source>
        <translation>让 {names} 使用各自的权重</translation>
    </message>
    <message>
        <source>Separate weights for {count} layers</source>
        <translation>让 {count} 个层使用各自的权重</translation>
    </message>
    <message>
        <source>Tie {parameter} of {name}</source>
        <translation>绑定 {name} 的 {parameter}</translation>
    </message>
    <message>
        <source>Rename {name} to {new}</source>
        <translation>将 {name} 重命名为 {new}</translation>
    </message>
    <message>
        <source>Edit a comment or frame</source>
        <translation>编辑注释或框</translation>
    </message>
    <message>
        <source>Add a comment</source>
        <translation>添加注释</translation>
    </message>
    <message>
        <source>Add a frame</source>
        <translation>添加框</translation>
    </message>
    <message>
        <source>Move a comment or frame</source>
        <translation>移动注释或框</translation>
    </message>
    <message>
        <source>Delete a comment or frame</source>
        <translation>删除注释或框</translation>
    </message>
    <message>
        <source>New layer {name}</source>
        <translation>新建层 {name}</translation>
    </message>
    <message>
        <source>Code of {name}</source>
        <translation>{name} 的代码</translation>
    </message>
    <message>
        <source>Delete the code of {name}</source>
        <translation>删除 {name} 的代码</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Training settings</source>
        <translation>训练设置</translation>
    </message>
    <message>
        <source>Name of the project</source>
        <translation>项目名称</translation>
    </message>
    <message>
        <source>Make the block {name}</source>
        <translation>组成块 {name}</translation>
    </message>
    <message>
        <source>Take {name} apart</source>
        <translation>拆开 {name}</translation>
    </message>
    <message>
        <source>Give {name} a block of its own</source>
        <translation>让 {name} 拥有自己的块</translation>
    </message>
    <message>
        <source>Delete the block {name}</source>
        <translation>删除块 {name}</translation>
    </message>
    <message>
        <source>Parameters of {name}</source>
        <translation>{name} 的参数</translation>
    </message>
    <message>
        <source>Reset weights</source>
        <translation>重置权重</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
</context>
<context>
    <name>Check</name>
    <message>
        <source>It cannot be compared: {reason}.</source>
        <translation>无法比较：{reason}。</translation>
    </message>
    <message>
        <source>finite difference {numeric} (relative error {error})</source>
        <translation>有限差分 {numeric}（相对误差 {error}）</translation>
    </message>
    <message>
        <source>at a kink: {numbers}</source>
        <translation>位于折点：{numbers}</translation>
    </message>
    <message>
        <source>There was nothing to compare.</source>
        <translation>没有可比较的内容。</translation>
    </message>
    <message>
        <source>✗ {count} of {all} gradients are wrong: {places}</source>
        <translation>✗ {all} 个梯度中有 {count} 个错误：{places}</translation>
    </message>
    <message>
        <source>✓ {count} gradients agree with finite differences; largest relative error {error}</source>
        <translation>✓ {count} 个梯度与有限差分一致；最大相对误差 {error}</translation>
    </message>
    <message>
        <source>; {kinks} lie at a kink</source>
        <translation>；{kinks} 个位于折点</translation>
    </message>
    <message>
        <source>these are whole numbers</source>
        <translation>这些是整数</translation>
    </message>
    <message>
        <source>torch has no derivative there</source>
        <translation>torch 在该处没有导数</translation>
    </message>
    <message>
        <source>it is frozen</source>
        <translation>它已冻结</translation>
    </message>
    <message>
        <source>no loss depends on it</source>
        <translation>没有损失依赖于它</translation>
    </message>
    <message>
        <source>torch changes this gradient on purpose</source>
        <translation>torch 有意改变了这个梯度</translation>
    </message>
    <message>
        <source>there is no finite value to compare</source>
        <translation>没有可比较的有限值</translation>
    </message>
    <message>
        <source>the layer computes something else each time</source>
        <translation>该层每次的计算结果都不同</translation>
    </message>
</context>
<context>
    <name>CodePanel</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>The PyTorch code of the network appears here.</source>
        <translation>网络的 PyTorch 代码会显示在这里。</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>已复制。</translation>
    </message>
    <message>
        <source>{count} lines</source>
        <translation>{count} 行</translation>
    </message>
    <message>
        <source>No code yet: {problem}</source>
        <translation>尚无代码：{problem}</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Search all commands</source>
        <translation>搜索所有命令</translation>
    </message>
    <message>
        <source>No command is called so</source>
        <translation>没有这个名称的命令</translation>
    </message>
</context>
<context>
    <name>ComparisonPanel</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Press “Train Both” at a diagnosis: this network and the changed one are trained side by side, from the same seed and on the same batches.</source>
        <translation>在诊断结果中按“两者都训练”：当前网络与修改后的网络会用相同的种子和相同的批次并排训练。</translation>
    </message>
    <message>
        <source>as it is</source>
        <translation>原样</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>修改后</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>loss {value}</source>
        <translation>损失 {value}</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
</context>
<context>
    <name>CostDisplay</name>
    <message>
        <source>part of all parameters</source>
        <translation>占全部参数的比例</translation>
    </message>
    <message>
        <source>part of all multiply-adds</source>
        <translation>占全部乘加次数的比例</translation>
    </message>
    <message>
        <source>part of all activation memory</source>
        <translation>占全部激活值内存的比例</translation>
    </message>
    <message>
        <source>part of the data that a place sees</source>
        <translation>每个位置所见数据的比例</translation>
    </message>
    <message>
        <source>&amp;Colour the Cards by</source>
        <translation>卡片着色依据(&amp;C)</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>不着色</translation>
    </message>
</context>
<context>
    <name>CostLegend</name>
    <message>
        <source>≤ {share}</source>
        <translation>≤ {share}</translation>
    </message>
</context>
<context>
    <name>CostRows</name>
    <message>
        <source>In all</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>Memory, batch {count}</source>
        <translation>内存（批大小 {count}）</translation>
    </message>
    <message>
        <source>copy {number}</source>
        <translation>第 {number} 个副本</translation>
    </message>
    <message>
        <source>No Output and no loss depends on it: it is not part of the sums</source>
        <translation>没有 Output 或损失依赖于它：不计入合计</translation>
    </message>
</context>
<context>
    <name>Costs</name>
    <message>
        <source>Node</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Multiply-adds</source>
        <translation>乘加次数</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Receptive field</source>
        <translation>感受野</translation>
    </message>
    <message>
        <source>Numbers that training changes; what is shared counts once</source>
        <translation>训练所改变的数的个数；共享的只计一次</translation>
    </message>
    <message>
        <source>A multiplication and an addition each, for one sample, forward</source>
        <translation>一次乘法与一次加法合计为一次；按一个样本的前向过程计</translation>
    </message>
    <message>
        <source>Bytes of one batch that a training step holds for its backward pass: outputs, and what autograd keeps</source>
        <translation>训练步骤为反向过程保留的字节数，按一个批次计：各层输出，以及自动微分保存的内容</translation>
    </message>
    <message>
        <source>How much of the data each place sees, along each of its axes</source>
        <translation>每个位置沿数据的各个轴能看到多少</translation>
    </message>
    <message>
        <source>whole</source>
        <translation>整体</translation>
    </message>
    <message>
        <source>sees {size}, moves by {stride}, begins at {offset}</source>
        <translation>看到 {size}，步长 {stride}，起点 {offset}</translation>
    </message>
</context>
<context>
    <name>CostsPanel</name>
    <message>
        <source>nothing</source>
        <translation>不着色</translation>
    </message>
    <message>
        <source>Colour the cards by</source>
        <translation>卡片着色依据</translation>
    </message>
    <message>
        <source>What every layer costs appears here: parameters, multiply-adds, memory, and how much of the data it sees.</source>
        <translation>每一层的开销会显示在这里：参数、乘加次数、内存，以及它能看到多少数据。</translation>
    </message>
</context>
<context>
    <name>CurvePlot</name>
    <message>
        <source>The curves appear here while the network trains.</source>
        <translation>网络训练时，曲线会显示在这里。</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
</context>
<context>
    <name>CurvesPanel</name>
    <message>
        <source>The loss appears here while the network trains.</source>
        <translation>网络训练时，损失会显示在这里。</translation>
    </message>
    <message>
        <source>How well the network does after every epoch appears here.</source>
        <translation>每轮之后网络的表现会显示在这里。</translation>
    </message>
    <message>
        <source>run before</source>
        <translation>先前的运行</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
</context>
<context>
    <name>DataPanel</name>
    <message>
        <source>Where the samples come from.</source>
        <translation>样本的来源。</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Load the samples</source>
        <translation>加载样本</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Transforms</source>
        <translation>变换</translation>
    </message>
    <message>
        <source>First samples</source>
        <translation>前几个样本</translation>
    </message>
    <message>
        <source>{train} to train, {validation} to validate, {test} to test</source>
        <translation>训练 {train}，验证 {validation}，测试 {test}</translation>
    </message>
</context>
<context>
    <name>DiagnosisCard</name>
    <message>
        <source>Show the layer</source>
        <translation>显示该层</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Change the network; one step of undo brings it back</source>
        <translation>更改网络；撤销一步即可恢复</translation>
    </message>
    <message>
        <source>Train Both</source>
        <translation>两者都训练</translation>
    </message>
    <message>
        <source>Train this network and the changed one side by side, from the same seed</source>
        <translation>用相同的种子并排训练当前网络与修改后的网络</translation>
    </message>
</context>
<context>
    <name>DiagnosisPanel</name>
    <message>
        <source>Check the Gradients</source>
        <translation>检查梯度</translation>
    </message>
    <message>
        <source>Compare autograd with finite differences, at the selected layers or at all of them</source>
        <translation>将自动微分与有限差分相比较，针对所选的层或所有层</translation>
    </message>
    <message>
        <source>Thresholds…</source>
        <translation>阈值…</translation>
    </message>
    <message>
        <source>From where on a gradient is called sick</source>
        <translation>梯度从多少起算作异常</translation>
    </message>
    <message>
        <source>By layer, from the loss back</source>
        <translation>逐层查看，从损失往回</translation>
    </message>
    <message>
        <source>How the gradient fares at every layer appears here, and what is wrong with it.</source>
        <translation>这里会显示每一层的梯度状况，以及存在的问题。</translation>
    </message>
    <message>
        <source>Measured on {count} samples.</source>
        <translation>在 {count} 个样本上测得。</translation>
    </message>
    <message>
        <source>Measured on one sample.</source>
        <translation>在一个样本上测得。</translation>
    </message>
    <message>
        <source>Nothing is wrong with the gradient of this step.</source>
        <translation>这一步的梯度没有问题。</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Save the changes to {name}?</source>
        <translation>要保存对 {name} 的更改吗？</translation>
    </message>
    <message>
        <source>They are lost if you do not save them.</source>
        <translation>如果不保存，更改将会丢失。</translation>
    </message>
    <message>
        <source>Restore the unsaved changes to {name}?</source>
        <translation>要恢复 {name} 未保存的更改吗？</translation>
    </message>
    <message>
        <source>Chainrule did not come to its end. What was not saved was kept at {time}.</source>
        <translation>Chainrule 上次没有正常结束。未保存的内容已于 {time} 留存。</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Throw Away</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>以后再说</translation>
    </message>
    <message>
        <source>Open a Project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <source>Save the Project</source>
        <translation>保存项目</translation>
    </message>
    <message>
        <source>Export as PyTorch</source>
        <translation>导出为 PyTorch</translation>
    </message>
    <message>
        <source>Python files (*.py)</source>
        <translation>Python 文件 (*.py)</translation>
    </message>
    <message>
        <source>Figures (*.svg *.pdf *.png)</source>
        <translation>图片 (*.svg *.pdf *.png)</translation>
    </message>
    <message>
        <source>Export a Figure</source>
        <translation>导出图片</translation>
    </message>
    <message>
        <source>Export a Film</source>
        <translation>导出影片</translation>
    </message>
    <message>
        <source>Films (*.mp4 *.gif)</source>
        <translation>影片 (*.mp4 *.gif)</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>以及另外 {count} 个</translation>
    </message>
    <message>
        <source>Draw a network, train it, watch backpropagation happen on the drawing itself.</source>
        <translation>画出网络，训练它，就在图上观看反向传播。</translation>
    </message>
    <message>
        <source>Chainrule projects (*.chainrule)</source>
        <translation>Chainrule 项目 (*.chainrule)</translation>
    </message>
</context>
<context>
    <name>DockTitle</name>
    <message>
        <source>Close this panel; the View menu opens it again</source>
        <translation>关闭此面板；可从“视图”菜单重新打开</translation>
    </message>
</context>
<context>
    <name>Docks</name>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Gradients</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Layer Code</source>
        <translation>层代码</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Costs</source>
        <translation>开销</translation>
    </message>
    <message>
        <source>Diagnosis</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>更新</translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source>An empty canvas</source>
        <translation>空白画布</translation>
    </message>
    <message>
        <source>Press Tab to search for a layer, or drag one from the palette.
Then draw edges from port to port.</source>
        <translation>按 Tab 键搜索层，或从层列表中拖入。
然后在端口之间画线连接。</translation>
    </message>
    <message>
        <source>Or begin with an example:</source>
        <translation>或从示例开始：</translation>
    </message>
    <message>
        <source>More examples…</source>
        <translation>更多示例…</translation>
    </message>
</context>
<context>
    <name>Examples</name>
    <message>
        <source>First steps</source>
        <translation>入门</translation>
    </message>
    <message>
        <source>Networks for pictures</source>
        <translation>图像网络</translation>
    </message>
    <message>
        <source>Sequences and language</source>
        <translation>序列与语言</translation>
    </message>
    <message>
        <source>Codes and comparisons</source>
        <translation>编码与比较</translation>
    </message>
    <message>
        <source>Digits</source>
        <translation>数字识别</translation>
    </message>
    <message>
        <source>A small network reads handwritten digits of 8 × 8 pixels: the one to begin with.</source>
        <translation>一个小网络识别 8 × 8 像素的手写数字：适合从这里开始。</translation>
    </message>
    <message>
        <source>Chain rule by hand</source>
        <translation>手算链式法则</translation>
    </message>
    <message>
        <source>Four weights, one sample: every gradient can be worked out on the blackboard.</source>
        <translation>四个权重，一个样本：每个梯度都能在黑板上算出来。</translation>
    </message>
    <message>
        <source>Fashion CNN</source>
        <translation>服装 CNN</translation>
    </message>
    <message>
        <source>Two convolutions with pooling sort pictures of clothes into ten kinds.</source>
        <translation>两个带池化的卷积把服装图片分成十类。</translation>
    </message>
    <message>
        <source>MNIST, one hidden layer</source>
        <translation>MNIST，一个隐藏层</translation>
    </message>
    <message>
        <source>784 pixels, 64 hidden units, 10 digits: the usual first network on MNIST.</source>
        <translation>784 个像素，64 个隐藏单元，10 个数字：MNIST 上常见的第一个网络。</translation>
    </message>
    <message>
        <source>MNIST, two hidden layers</source>
        <translation>MNIST，两个隐藏层</translation>
    </message>
    <message>
        <source>784 pixels, hidden layers of 128 and 64 units, 10 digits: see how gradients shrink on their way back.</source>
        <translation>784 个像素，128 和 64 个单元的隐藏层，10 个数字：看梯度在返回途中如何变小。</translation>
    </message>
    <message>
        <source>Regression 1000-500-100-10</source>
        <translation>回归 1000-500-100-10</translation>
    </message>
    <message>
        <source>Ten numbers from a thousand: fits what a fixed random network says.</source>
        <translation>由一千个数得出十个数：拟合一个固定的随机网络的输出。</translation>
    </message>
    <message>
        <source>Residual network</source>
        <translation>残差网络</translation>
    </message>
    <message>
        <source>Two skip connections: the gradient takes the short way as well.</source>
        <translation>两条跳跃连接：梯度也走捷径。</translation>
    </message>
    <message>
        <source>Simple CNN</source>
        <translation>简单 CNN</translation>
    </message>
    <message>
        <source>One convolution with 32 filters tells ten coloured forms apart.</source>
        <translation>一个有 32 个滤波器的卷积区分十种彩色形状。</translation>
    </message>
    <message>
        <source>Spiral</source>
        <translation>螺旋</translation>
    </message>
    <message>
        <source>Two spiral arms in the plane, told apart by two layers of tanh units.</source>
        <translation>平面上的两条螺旋臂，由两层 tanh 单元区分。</translation>
    </message>
    <message>
        <source>AlexNet</source>
        <translation>AlexNet</translation>
    </message>
    <message>
        <source>Five convolutions and three linear layers, in one tower (Krizhevsky et al. 2012, 2014).</source>
        <translation>五个卷积和三个线性层，单塔结构（Krizhevsky 等，2012、2014）。</translation>
    </message>
    <message>
        <source>LeNet-5</source>
        <translation>LeNet-5</translation>
    </message>
    <message>
        <source>The first famous convolutional network, on digits of 32 × 32 pixels (LeCun et al. 1998).</source>
        <translation>第一个著名的卷积网络，用于 32 × 32 像素的数字（LeCun 等，1998）。</translation>
    </message>
    <message>
        <source>MLP-Mixer</source>
        <translation>MLP-Mixer</translation>
    </message>
    <message>
        <source>Nothing but linear layers, across patches and across channels in turn (Tolstikhin et al. 2021).</source>
        <translation>只有线性层，交替作用于图块之间和通道之间（Tolstikhin 等，2021）。</translation>
    </message>
    <message>
        <source>MobileNetV2</source>
        <translation>MobileNetV2</translation>
    </message>
    <message>
        <source>Inverted residuals: widen, filter each channel alone, narrow again (Sandler et al. 2018).</source>
        <translation>倒残差：先变宽，逐通道滤波，再变窄（Sandler 等，2018）。</translation>
    </message>
    <message>
        <source>ResNet-18</source>
        <translation>ResNet-18</translation>
    </message>
    <message>
        <source>Residual blocks of two convolutions, eight of them (He et al. 2015).</source>
        <translation>由两个卷积组成的残差块，共八个（He 等，2015）。</translation>
    </message>
    <message>
        <source>ResNet-34</source>
        <translation>ResNet-34</translation>
    </message>
    <message>
        <source>Residual blocks of two convolutions, sixteen of them (He et al. 2015).</source>
        <translation>由两个卷积组成的残差块，共十六个（He 等，2015）。</translation>
    </message>
    <message>
        <source>ResNet-50</source>
        <translation>ResNet-50</translation>
    </message>
    <message>
        <source>Bottlenecks: 1 × 1, 3 × 3 and 1 × 1 convolutions beside a shortcut (He et al. 2015).</source>
        <translation>瓶颈块：1 × 1、3 × 3、1 × 1 卷积，旁边一条捷径（He 等，2015）。</translation>
    </message>
    <message>
        <source>U-Net</source>
        <translation>U-Net</translation>
    </message>
    <message>
        <source>Cells told from ground, pixel by pixel: down, up again, and across (Ronneberger et al. 2015).</source>
        <translation>逐像素区分细胞与背景：向下、再向上，并横向连接（Ronneberger 等，2015）。</translation>
    </message>
    <message>
        <source>VGG-16</source>
        <translation>VGG-16</translation>
    </message>
    <message>
        <source>Thirteen convolutions of 3 × 3, then three linear layers (Simonyan and Zisserman 2014).</source>
        <translation>十三个 3 × 3 卷积，然后三个线性层（Simonyan 与 Zisserman，2014）。</translation>
    </message>
    <message>
        <source>Vision transformer</source>
        <translation>视觉 Transformer</translation>
    </message>
    <message>
        <source>Pictures as sequences of patches, read by a small transformer (Dosovitskiy et al. 2020).</source>
        <translation>把图片看作图块序列，由小型 Transformer 读取（Dosovitskiy 等，2020）。</translation>
    </message>
    <message>
        <source>BERT-base</source>
        <translation>BERT-base</translation>
    </message>
    <message>
        <source>Twelve encoder layers guess hidden words and whether sentences follow (Devlin et al. 2018).</source>
        <translation>十二个编码器层猜测被遮住的词，以及句子是否相接（Devlin 等，2018）。</translation>
    </message>
    <message>
        <source>GPT-2 small</source>
        <translation>GPT-2 small</translation>
    </message>
    <message>
        <source>Twelve blocks that may not look ahead predict each next word (Radford et al. 2019).</source>
        <translation>十二个不能向后看的块预测每个下一个词（Radford 等，2019）。</translation>
    </message>
    <message>
        <source>Sequence labeller</source>
        <translation>序列标注器</translation>
    </message>
    <message>
        <source>A GRU reads a text both ways and tags every word (Cho et al. 2014, Huang et al. 2015).</source>
        <translation>GRU 双向读取文本并标注每个词（Cho 等，2014；Huang 等，2015）。</translation>
    </message>
    <message>
        <source>Sequence classifier</source>
        <translation>序列分类器</translation>
    </message>
    <message>
        <source>An LSTM reads noisy waves step by step and says how fast they swing.</source>
        <translation>LSTM 逐步读取带噪声的波，并判断它们摆动得多快。</translation>
    </message>
    <message>
        <source>Transformer encoder</source>
        <translation>Transformer 编码器</translation>
    </message>
    <message>
        <source>Attention over a whole wave at once says how fast it swings.</source>
        <translation>对整条波一次性做注意力，判断它摆动得多快。</translation>
    </message>
    <message>
        <source>Autoencoder</source>
        <translation>自编码器</translation>
    </message>
    <message>
        <source>Digits through eight numbers and back again (Hinton and Salakhutdinov 2006).</source>
        <translation>把数字压缩成八个数再还原（Hinton 与 Salakhutdinov，2006）。</translation>
    </message>
    <message>
        <source>Siamese network</source>
        <translation>孪生网络</translation>
    </message>
    <message>
        <source>One tower sees two pictures; alike ones shall lie near (Bromley et al. 1993, Hadsell et al. 2006).</source>
        <translation>同一个塔看两张图片；相似的应当靠近（Bromley 等，1993；Hadsell 等，2006）。</translation>
    </message>
    <message>
        <source>Variational autoencoder</source>
        <translation>变分自编码器</translation>
    </message>
    <message>
        <source>A code that is drawn at random, kept near a normal distribution (Kingma and Welling 2013).</source>
        <translation>随机抽取的编码，并保持接近正态分布（Kingma 与 Welling，2013）。</translation>
    </message>
</context>
<context>
    <name>Facts</name>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>At the output</source>
        <translation>输出处</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>尚未知晓</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Multiply-adds</source>
        <translation>乘加次数</translation>
    </message>
    <message>
        <source>Of {name}</source>
        <translation>{name} 的梯度</translation>
    </message>
    <message>
        <source>Relative to {name}</source>
        <translation>与 {name} 之比</translation>
    </message>
</context>
<context>
    <name>Fields</name>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Remove this column</source>
        <translation>移除此列</translation>
    </message>
    <message>
        <source>{count} samples; paste others to replace them</source>
        <translation>{count} 个样本；粘贴其他样本即可替换</translation>
    </message>
    <message>
        <source>Name of the column {name}</source>
        <translation>列 {name} 的名称</translation>
    </message>
    <message>
        <source>Values of the column {name}</source>
        <translation>列 {name} 的值</translation>
    </message>
    <message>
        <source>Remove the column {name}</source>
        <translation>移除列 {name}</translation>
    </message>
    <message>
        <source>expected {expected}</source>
        <translation>应为 {expected}</translation>
    </message>
    <message>
        <source>Reset {name}</source>
        <translation>重置 {name}</translation>
    </message>
    <message>
        <source>Back to the default: {value}</source>
        <translation>恢复默认值：{value}</translation>
    </message>
    <message>
        <source>Add a column</source>
        <translation>添加列</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>以及另外 {count} 个</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>on or off</source>
        <translation>开或关</translation>
    </message>
    <message>
        <source>numbers with commas between</source>
        <translation>以逗号分隔的数</translation>
    </message>
    <message>
        <source>a value for each sample, such as 0.5, 2.0 or, in lists of even length, [[1, 2], [3, 4]]</source>
        <translation>每个样本一个值，例如 0.5, 2.0，或长度一致的列表 [[1, 2], [3, 4]]</translation>
    </message>
    <message>
        <source>columns, each with a value for every sample</source>
        <translation>若干列，每列为每个样本给出一个值</translation>
    </message>
    <message>
        <source>a number, or nested lists of even length: [[1, 2], [3, 4]]</source>
        <translation>一个数，或长度一致的嵌套列表：[[1, 2], [3, 4]]</translation>
    </message>
    <message>
        <source>at least {limit}</source>
        <translation>不小于 {limit}</translation>
    </message>
    <message>
        <source>above {limit}</source>
        <translation>大于 {limit}</translation>
    </message>
    <message>
        <source>at most {limit}</source>
        <translation>不大于 {limit}</translation>
    </message>
    <message>
        <source>below {limit}</source>
        <translation>小于 {limit}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>a whole number, at least {low}</source>
        <translation>整数，不小于 {low}</translation>
    </message>
    <message>
        <source>{value}, or nothing</source>
        <translation>{value}，或留空</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数</translation>
    </message>
    <message>
        <source>{value} from {low} to {high}</source>
        <translation>{value}，{low} 到 {high}</translation>
    </message>
    <message>
        <source>{value}, or {count} with commas between</source>
        <translation>{value}，或以逗号分隔的 {count} 个</translation>
    </message>
    <message>
        <source>{value}, or {words}</source>
        <translation>{value}，或 {words}</translation>
    </message>
    <message>
        <source>one of {choices}</source>
        <translation>{choices} 之一</translation>
    </message>
    <message>
        <source>whole numbers, at least {low}, with commas between</source>
        <translation>以逗号分隔的整数，不小于 {low}</translation>
    </message>
    <message>
        <source>a name of at most {limit} letters that no other column has</source>
        <translation>不超过 {limit} 个字符的名称，且不与其他列重名</translation>
    </message>
</context>
<context>
    <name>FileActions</name>
    <message>
        <source>The code could not be written</source>
        <translation>无法写出代码</translation>
    </message>
    <message>
        <source>{name} could not be opened</source>
        <translation>无法打开 {name}</translation>
    </message>
    <message>
        <source>{name} was opened, but not all of it is right</source>
        <translation>{name} 已打开，但其中有些内容不正确</translation>
    </message>
    <message>
        <source>{name} could not be read</source>
        <translation>无法读取 {name}</translation>
    </message>
    <message>
        <source>{name} could not be saved</source>
        <translation>无法保存 {name}</translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation>已保存 {name}</translation>
    </message>
    <message>
        <source>Wrote {names}</source>
        <translation>已写出 {names}</translation>
    </message>
</context>
<context>
    <name>Glimpses</name>
    <message>
        <source>Choose which sample goes through the network</source>
        <translation>选择让哪个样本通过网络</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>No sample is shown: {problem}</source>
        <translation>没有显示样本：{problem}</translation>
    </message>
    <message>
        <source>No sample: the network does not use this block</source>
        <translation>没有样本：网络未使用这个块</translation>
    </message>
    <message>
        <source>No sample comes here: something is wrong on its way</source>
        <translation>样本到不了这里：途中有错误</translation>
    </message>
</context>
<context>
    <name>GradientsPanel</name>
    <message>
        <source>Gradient by layer</source>
        <translation>各层梯度</translation>
    </message>
    <message>
        <source>‖∂L/∂output‖, log</source>
        <translation>‖∂L/∂output‖，对数</translation>
    </message>
    <message>
        <source>How the gradient of the selected layer is spread appears here while the network trains.</source>
        <translation>网络训练时，这里会显示所选层的梯度分布。</translation>
    </message>
    <message>
        <source>Spread</source>
        <translation>分布</translation>
    </message>
    <message>
        <source>Gradient of {name}</source>
        <translation>{name} 的梯度</translation>
    </message>
</context>
<context>
    <name>HelpPanel</name>
    <message>
        <source>Select a layer, or one in the palette, and press F1: what it does appears here.</source>
        <translation>选择一个层，或层列表中的一项，然后按 F1：它的作用会显示在这里。</translation>
    </message>
    <message>
        <source>A layer of this project&apos;s own code.</source>
        <translation>由本项目自带代码定义的层。</translation>
    </message>
    <message>
        <source>In and out</source>
        <translation>输入与输出</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Must be given</source>
        <translation>必须给出</translation>
    </message>
    <message>
        <source>Default {value}</source>
        <translation>默认值：{value}</translation>
    </message>
    <message>
        <source>{range}. {ending}.</source>
        <translation>{range}。{ending}。</translation>
    </message>
    <message>
        <source>In Python</source>
        <translation>在 Python 中</translation>
    </message>
    <message>
        <source>More at PyTorch</source>
        <translation>PyTorch 文档中的更多说明</translation>
    </message>
    <message>
        <source>Open Its Code</source>
        <translation>打开其代码</translation>
    </message>
</context>
<context>
    <name>HistogramPlot</name>
    <message>
        <source>Choose a layer to see how its values are spread.</source>
        <translation>选择一个层，查看其数值的分布。</translation>
    </message>
</context>
<context>
    <name>HistoryDisplay</name>
    <message>
        <source>Run {name}: {steps} steps</source>
        <translation>运行 {name}：{steps} 步</translation>
    </message>
    <message>
        <source>, branched off run {run} at step {step}</source>
        <translation>，在第 {step} 步从运行 {run} 分出</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>State of the training</source>
        <translation>训练的状态</translation>
    </message>
    <message>
        <source>Back to Now</source>
        <translation>回到现在</translation>
    </message>
    <message>
        <source>Go On from Here</source>
        <translation>从这里继续</translation>
    </message>
    <message>
        <source>Train on from this state exactly as it went</source>
        <translation>从这个状态起，完全照原样继续训练</translation>
    </message>
    <message>
        <source>Branch Off from Here</source>
        <translation>从这里分支</translation>
    </message>
    <message>
        <source>Train on from this state with another optimizer or learning rate, as a run of its own beside this one</source>
        <translation>从这个状态起，换用其他优化器或学习率继续训练，作为与此并列的一次独立运行</translation>
    </message>
    <message>
        <source>keep none</source>
        <translation>不保留</translation>
    </message>
    <message>
        <source>Runs beside the file</source>
        <translation>文件旁的运行</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Memory for states</source>
        <translation>状态所用内存</translation>
    </message>
    <message>
        <source>No states are kept: there is no memory for them.</source>
        <translation>没有保留状态：未分配内存。</translation>
    </message>
    <message>
        <source>No states are kept: one takes {one}, more than the memory for them.</source>
        <translation>没有保留状态：一个状态需要 {one}，超过了为状态分配的内存。</translation>
    </message>
    <message>
        <source>While the network trains, its states are kept here: go back to any of them, look at it, go on from it or branch off.</source>
        <translation>网络训练时，各个状态会保留在这里：可以回到任意一个，查看它，从它继续或分支。</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>After step {step}, in epoch {epoch}</source>
        <translation>第 {epoch} 轮，第 {step} 步之后</translation>
    </message>
    <message>
        <source>, loss {loss}</source>
        <translation>，损失 {loss}</translation>
    </message>
    <message>
        <source>{count} states are kept in {used} of {budget}; one takes {one}. Keeping them took {share} of the time.</source>
        <translation>已保留 {count} 个状态，占用 {budget} 中的 {used}；每个 {one}。保留状态用去了 {share} 的时间。</translation>
    </message>
    <message>
        <source>expected a number of 0 or more</source>
        <translation>应为不小于 0 的数</translation>
    </message>
</context>
<context>
    <name>HistoryPlot</name>
    <message>
        <source>Gradient over time</source>
        <translation>梯度随时间的变化</translation>
    </message>
    <message>
        <source>Choose a layer to see its gradient over time.</source>
        <translation>选择一个层，查看其梯度随时间的变化。</translation>
    </message>
    <message>
        <source>norm</source>
        <translation>范数</translation>
    </message>
</context>
<context>
    <name>InitRow</name>
    <message>
        <source>as in torch</source>
        <translation>与 torch 相同</translation>
    </message>
    <message>
        <source>How {name} starts: a function of torch.nn.init, a number, or nothing for torch&apos;s own.</source>
        <translation>{name} 如何初始化：torch.nn.init 中的函数、一个数，或留空以采用 torch 的默认方式。</translation>
    </message>
    <message>
        <source>expected a function of torch.nn.init, a number or a nested list</source>
        <translation>应为 torch.nn.init 中的函数、一个数或嵌套列表</translation>
    </message>
</context>
<context>
    <name>InspectorPanel</name>
    <message>
        <source>the output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Gradient of {name}</source>
        <translation>{name} 的梯度</translation>
    </message>
</context>
<context>
    <name>KindChooser</name>
    <message>
        <source>Select the layers that shall become another kind</source>
        <translation>请选择要更改类型的层</translation>
    </message>
    <message>
        <source>Another kind for {name}</source>
        <translation>{name} 的新类型</translation>
    </message>
    <message>
        <source>Another kind for {count} layers</source>
        <translation>{count} 个层的新类型</translation>
    </message>
    <message>
        <source>Replace all of a kind on this page</source>
        <translation>替换本页某一类型的所有层</translation>
    </message>
    <message>
        <source>No layer is of such a kind</source>
        <translation>没有这种类型的层</translation>
    </message>
    <message>
        <source>There is no layer yet</source>
        <translation>还没有层</translation>
    </message>
    <message>
        <source>Which kind shall be replaced?</source>
        <translation>要替换哪种类型？</translation>
    </message>
    <message>
        <source>Another kind for all {kind} ({count})</source>
        <translation>所有 {kind}（{count} 个）的新类型</translation>
    </message>
    <message>
        <source>Search {count} kinds</source>
        <translation>搜索 {count} 种类型</translation>
    </message>
    <message>
        <source>what was learned there is gone until this is undone</source>
        <translation>该处学到的内容已丢失，撤销后即可恢复</translation>
    </message>
    <message>
        <source>what was learned there stays where its shape fits</source>
        <translation>该处学到的内容在形状相符时保留</translation>
    </message>
    <message>
        <source>It is {kind} already</source>
        <translation>它已经是 {kind}</translation>
    </message>
    <message>
        <source>{name} is {kind} now</source>
        <translation>{name} 现在是 {kind}</translation>
    </message>
    <message>
        <source>{count} layers are {kind} now</source>
        <translation>{count} 个层现在是 {kind}</translation>
    </message>
    <message>
        <source>kept {names}</source>
        <translation>保留了 {names}</translation>
    </message>
    <message>
        <source>without {names}</source>
        <translation>去掉了 {names}</translation>
    </message>
    <message>
        <source>without the start of {names}</source>
        <translation>去掉了 {names} 的初始化</translation>
    </message>
    <message>
        <source>1 edge is gone</source>
        <translation>少了 1 条连线</translation>
    </message>
    <message>
        <source>{count} edges are gone</source>
        <translation>少了 {count} 条连线</translation>
    </message>
    <message>
        <source>keeps no parameter</source>
        <translation>不保留参数</translation>
    </message>
    <message>
        <source>keeps {count} parameters</source>
        <translation>保留 {count} 个参数</translation>
    </message>
    <message>
        <source>keeps {names}</source>
        <translation>保留 {names}</translation>
    </message>
</context>
<context>
    <name>Layers</name>
    <message>
        <source>Brings a column of the data into the graph; an argument of the exported `forward`.</source>
        <translation>将一列数据引入图中；导出后是 `forward` 的一个参数。</translation>
    </message>
    <message>
        <source>Its type is that of its column: `dtype` converts it, `shape` says what follows the batch where no data is chosen.</source>
        <translation>它的类型与所读的列相同：`dtype` 用于转换，未选择数据时由 `shape` 说明批次之后的形状。</translation>
    </message>
    <message>
        <source>{column}</source>
        <translation>{column}</translation>
    </message>
    <message>
        <source>{shape}</source>
        <translation>{shape}</translation>
    </message>
    <message>
        <source>Marks a value as a result: what the exported `forward` returns, and a port of the block it stands in.</source>
        <translation>将一个值标为结果：导出的 `forward` 返回它，它也是所在块的一个端口。</translation>
    </message>
    <message>
        <source>Multiplies the last axis by a learned matrix and adds a learned bias.</source>
        <translation>将最后一个轴乘以一个学得的矩阵，再加上学得的偏置。</translation>
    </message>
    <message>
        <source>Any axes between batch and last are kept.</source>
        <translation>批次轴与最后一轴之间的轴保持不变。</translation>
    </message>
    <message>
        <source>{out_features} unit|{out_features} units</source>
        <translation>{out_features} 个单元|{out_features} 个单元</translation>
    </message>
    <message>
        <source>Combines two values by a learned matrix for each output.</source>
        <translation>为每个输出用一个学得的矩阵将两个值结合起来。</translation>
    </message>
    <message>
        <source>Hands its input on unchanged.</source>
        <translation>将输入原样传出。</translation>
    </message>
    <message>
        <source>Looks up a learned vector for each whole number.</source>
        <translation>为每个整数查出一个学得的向量。</translation>
    </message>
    <message>
        <source>A value of B × T numbers below num_embeddings becomes B × T × embedding_dim.</source>
        <translation>B × T 个小于 num_embeddings 的数变为 B × T × embedding_dim。</translation>
    </message>
    <message>
        <source>{num_embeddings} × {embedding_dim}</source>
        <translation>{num_embeddings} × {embedding_dim}</translation>
    </message>
    <message>
        <source>Slides learned filters along a sequence.</source>
        <translation>让学得的滤波器沿序列滑动。</translation>
    </message>
    <message>
        <source>B × C × L becomes B × out_channels × L&apos;</source>
        <translation>B × C × L 变为 B × out_channels × L&apos;</translation>
    </message>
    <message>
        <source>{out_channels} filter, {kernel_size}|{out_channels} filters, {kernel_size}</source>
        <translation>{out_channels} 通道，{kernel_size}|{out_channels} 通道，{kernel_size}</translation>
    </message>
    <message>
        <source>Slides learned filters over a picture.</source>
        <translation>让学得的滤波器在图像上滑动。</translation>
    </message>
    <message>
        <source>B × C × H × W becomes B × out_channels × H&apos; × W&apos;; each size as in Conv1d.</source>
        <translation>B × C × H × W 变为 B × out_channels × H&apos; × W&apos;；各个大小与 Conv1d 相同。</translation>
    </message>
    <message>
        <source>Slides learned filters through a volume, or a picture that moves.</source>
        <translation>让学得的滤波器在体数据或视频中滑动。</translation>
    </message>
    <message>
        <source>B × C × D × H × W becomes B × out_channels × D&apos; × H&apos; × W&apos;; each size as in Conv1d.</source>
        <translation>B × C × D × H × W 变为 B × out_channels × D&apos; × H&apos; × W&apos;；各个大小与 Conv1d 相同。</translation>
    </message>
    <message>
        <source>Spreads each place of a sequence over several: the backward pass of Conv1d as a layer.</source>
        <translation>将序列的每个位置展开到多个位置：把 Conv1d 的反向过程用作一个层。</translation>
    </message>
    <message>
        <source>Spreads each place of a picture over several: the backward pass of Conv2d as a layer.</source>
        <translation>将图像的每个位置展开到多个位置：把 Conv2d 的反向过程用作一个层。</translation>
    </message>
    <message>
        <source>Each size as in ConvTranspose1d.</source>
        <translation>各个大小与 ConvTranspose1d 相同。</translation>
    </message>
    <message>
        <source>Spreads each place of a volume over several: the backward pass of Conv3d as a layer.</source>
        <translation>将体数据的每个位置展开到多个位置：把 Conv3d 的反向过程用作一个层。</translation>
    </message>
    <message>
        <source>Keeps the largest value of each window of a sequence; the gradient flows to that place alone.</source>
        <translation>保留序列每个窗口中的最大值；梯度只流向该位置。</translation>
    </message>
    <message>
        <source>{kernel_size}</source>
        <translation>{kernel_size}</translation>
    </message>
    <message>
        <source>Keeps the largest value of each window of a picture; the gradient flows to that place alone.</source>
        <translation>保留图像每个窗口中的最大值；梯度只流向该位置。</translation>
    </message>
    <message>
        <source>Keeps the largest value of each window of a volume; the gradient flows to that place alone.</source>
        <translation>保留体数据每个窗口中的最大值；梯度只流向该位置。</translation>
    </message>
    <message>
        <source>Takes the mean of each window of a sequence.</source>
        <translation>对序列的每个窗口取平均值。</translation>
    </message>
    <message>
        <source>Takes the mean of each window of a picture.</source>
        <translation>对图像的每个窗口取平均值。</translation>
    </message>
    <message>
        <source>Takes the mean of each window of a volume.</source>
        <translation>对体数据的每个窗口取平均值。</translation>
    </message>
    <message>
        <source>Takes means over windows of a sequence, chosen so that the result has the given size.</source>
        <translation>对序列的窗口取平均值，窗口的选取使结果具有给定的大小。</translation>
    </message>
    <message>
        <source>to {output_size}</source>
        <translation>至 {output_size}</translation>
    </message>
    <message>
        <source>Takes means over windows of a picture, chosen so that the result has the given size.</source>
        <translation>对图像的窗口取平均值，窗口的选取使结果具有给定的大小。</translation>
    </message>
    <message>
        <source>Takes means over windows of a volume, chosen so that the result has the given size.</source>
        <translation>对体数据的窗口取平均值，窗口的选取使结果具有给定的大小。</translation>
    </message>
    <message>
        <source>Keeps the largest value of windows of a sequence, chosen so that the result has the given size.</source>
        <translation>保留序列各窗口中的最大值，窗口的选取使结果具有给定的大小。</translation>
    </message>
    <message>
        <source>Keeps the largest value of windows of a picture, chosen so that the result has the given size.</source>
        <translation>保留图像各窗口中的最大值，窗口的选取使结果具有给定的大小。</translation>
    </message>
    <message>
        <source>Keeps the largest value of windows of a volume, chosen so that the result has the given size.</source>
        <translation>保留体数据各窗口中的最大值，窗口的选取使结果具有给定的大小。</translation>
    </message>
    <message>
        <source>Takes the mean of each channel over all its places: B × C × ... becomes B × C.</source>
        <translation>对每个通道的所有位置取平均值：B × C × ... 变为 B × C。</translation>
    </message>
    <message>
        <source>Keeps the largest value of each channel over all its places: B × C × ... becomes B × C.</source>
        <translation>取每个通道所有位置中的最大值：B × C × ... 变为 B × C。</translation>
    </message>
    <message>
        <source>Places that share the largest value share its gradient.</source>
        <translation>并列最大值的位置平分它的梯度。</translation>
    </message>
    <message>
        <source>Normalizes each feature over the batch, and over the sequence where there is one.</source>
        <translation>在批次上对每个特征做归一化；若有序列，则也沿序列进行。</translation>
    </message>
    <message>
        <source>In evaluation with the running mean and variance.</source>
        <translation>评估时使用滑动均值和方差。</translation>
    </message>
    <message>
        <source>Normalizes each channel over the batch and all places of a picture.</source>
        <translation>在批次和图像的所有位置上对每个通道做归一化。</translation>
    </message>
    <message>
        <source>Normalizes each channel over the batch and all places of a volume.</source>
        <translation>在批次和体数据的所有位置上对每个通道做归一化。</translation>
    </message>
    <message>
        <source>Normalizes each sample over its last axes.</source>
        <translation>对每个样本在其最后几个轴上做归一化。</translation>
    </message>
    <message>
        <source>y = γ (x − mean) / √(variance + eps) + β, with mean and variance of that sample&apos;s own values.</source>
        <translation>y = γ (x − mean) / √(variance + eps) + β，均值和方差取自该样本自身的值。</translation>
    </message>
    <message>
        <source>Normalizes each sample over groups of its channels.</source>
        <translation>对每个样本按通道组做归一化。</translation>
    </message>
    <message>
        <source>y = γ (x − mean) / √(variance + eps) + β, with mean and variance of the sample&apos;s group.</source>
        <translation>y = γ (x − mean) / √(variance + eps) + β，均值和方差取自该样本的组。</translation>
    </message>
    <message>
        <source>{num_groups} group|{num_groups} groups</source>
        <translation>{num_groups} 组|{num_groups} 组</translation>
    </message>
    <message>
        <source>Normalizes each channel of each picture on its own.</source>
        <translation>对每幅图像的每个通道分别做归一化。</translation>
    </message>
    <message>
        <source>Divides each sample by the root mean square of its last axes.</source>
        <translation>将每个样本除以其最后几个轴的均方根。</translation>
    </message>
    <message>
        <source>Sets values to zero at random while training, and scales the others by 1 / (1 − p).</source>
        <translation>训练时随机将一些值置零，其余的乘以 1 / (1 − p)。</translation>
    </message>
    <message>
        <source>p = {p}</source>
        <translation>p = {p}</translation>
    </message>
    <message>
        <source>Sets whole channels to zero at random while training, and scales the others by 1 / (1 − p).</source>
        <translation>训练时随机将整个通道置零，其余的乘以 1 / (1 − p)。</translation>
    </message>
    <message>
        <source>Switches values off at random while training so that mean and variance stay: the dropout for SELU.</source>
        <translation>训练时随机关闭一些值，同时保持均值和方差：与 SELU 配用的丢弃。</translation>
    </message>
    <message>
        <source>Draws standard normal numbers, as many as come in, while training; in evaluation all are 0.</source>
        <translation>训练时抽取标准正态分布的随机数，个数与输入相同；评估时全为 0。</translation>
    </message>
    <message>
        <source>With mean + deviation · noise a variational autoencoder draws its code, and hands on the mean in evaluation.</source>
        <translation>变分自编码器用 均值 + 偏差 · 噪声 抽取编码，评估时直接传递均值。</translation>
    </message>
    <message>
        <source>Keeps positive values and sets negative ones to zero.</source>
        <translation>保留正值，将负值置零。</translation>
    </message>
    <message>
        <source>Keeps positive values and makes negative ones small instead of zero, so that their gradient lives on.</source>
        <translation>保留正值，将负值缩小而不是置零，使其梯度得以延续。</translation>
    </message>
    <message>
        <source>slope {negative_slope}</source>
        <translation>斜率 {negative_slope}</translation>
    </message>
    <message>
        <source>Keeps positive values and scales negative ones by a learned slope.</source>
        <translation>保留正值，负值乘以学得的斜率。</translation>
    </message>
    <message>
        <source>Keeps positive values and scales negative ones by a slope drawn at random while training.</source>
        <translation>保留正值，训练时负值乘以随机抽取的斜率。</translation>
    </message>
    <message>
        <source>y = x for x ≥ 0, a · x otherwise, with a between lower and upper; their mean in evaluation</source>
        <translation>x ≥ 0 时 y = x，否则为 a · x，a 介于 lower 与 upper 之间；评估时取两者的均值</translation>
    </message>
    <message>
        <source>Keeps positive values and bends negative ones smoothly towards −alpha.</source>
        <translation>保留正值，将负值平滑地弯向 −alpha。</translation>
    </message>
    <message>
        <source>Keeps positive values and bends negative ones so that the slope has no jump for any alpha.</source>
        <translation>保留正值并弯曲负值，使得无论 alpha 取何值，斜率都不会突变。</translation>
    </message>
    <message>
        <source>A scaled ELU that keeps mean 0 and variance 1 through many layers.</source>
        <translation>经过缩放的 ELU，穿过许多层后仍保持均值 0、方差 1。</translation>
    </message>
    <message>
        <source>Weights each value by the share of a normal distribution below it.</source>
        <translation>每个值乘以正态分布中低于它的比例。</translation>
    </message>
    <message>
        <source>Weights each value by its own sigmoid.</source>
        <translation>每个值乘以它自身的 sigmoid。</translation>
    </message>
    <message>
        <source>Weights each value by the tanh of its softplus.</source>
        <translation>每个值乘以其 softplus 的 tanh。</translation>
    </message>
    <message>
        <source>Squeezes values into 0 to 1.</source>
        <translation>将值压缩到 0 与 1 之间。</translation>
    </message>
    <message>
        <source>Its slope is at most 1/4</source>
        <translation>它的斜率至多为 1/4</translation>
    </message>
    <message>
        <source>Squeezes values into −1 to 1.</source>
        <translation>将值压缩到 −1 与 1 之间。</translation>
    </message>
    <message>
        <source>The logarithm of the sigmoid, computed without overflow.</source>
        <translation>sigmoid 的对数，计算时不会溢出。</translation>
    </message>
    <message>
        <source>A smooth ReLU.</source>
        <translation>平滑的 ReLU。</translation>
    </message>
    <message>
        <source>Above threshold the line itself</source>
        <translation>高于 threshold 时就是直线本身</translation>
    </message>
    <message>
        <source>Squeezes values into −1 to 1, more slowly than tanh.</source>
        <translation>将值压缩到 −1 与 1 之间，比 tanh 更缓慢。</translation>
    </message>
    <message>
        <source>A sigmoid of three straight lines.</source>
        <translation>由三段直线构成的 sigmoid。</translation>
    </message>
    <message>
        <source>A SiLU of straight lines and one parabola.</source>
        <translation>由直线和一段抛物线构成的 SiLU。</translation>
    </message>
    <message>
        <source>Cuts values off at a smallest and a largest one.</source>
        <translation>将值截断在最小值与最大值之间。</translation>
    </message>
    <message>
        <source>{min_val} to {max_val}</source>
        <translation>{min_val} 到 {max_val}</translation>
    </message>
    <message>
        <source>A ReLU that ends at 6.</source>
        <translation>在 6 处截止的 ReLU。</translation>
    </message>
    <message>
        <source>Sets small values to zero and keeps the others.</source>
        <translation>将较小的值置零，保留其余的值。</translation>
    </message>
    <message>
        <source>Moves values towards zero by lambd, and small ones to zero.</source>
        <translation>将值向零移动 lambd，较小的值变为零。</translation>
    </message>
    <message>
        <source>What tanh takes away.</source>
        <translation>tanh 所减去的部分。</translation>
    </message>
    <message>
        <source>Keeps values above a threshold and replaces the others.</source>
        <translation>保留大于阈值的值，替换其余的值。</translation>
    </message>
    <message>
        <source>above {threshold}</source>
        <translation>大于 {threshold}</translation>
    </message>
    <message>
        <source>Halves an axis: one half is multiplied by the sigmoid of the other.</source>
        <translation>将一个轴减半：一半乘以另一半的 sigmoid。</translation>
    </message>
    <message>
        <source>Turns scores into probabilities that add up to 1 along an axis.</source>
        <translation>将得分变为沿某个轴之和为 1 的概率。</translation>
    </message>
    <message>
        <source>CrossEntropyLoss wants the scores themselves</source>
        <translation>CrossEntropyLoss 需要的是得分本身</translation>
    </message>
    <message>
        <source>Turns scores into probabilities; the smallest score becomes the most probable.</source>
        <translation>将得分变为概率；得分最小者概率最大。</translation>
    </message>
    <message>
        <source>The logarithm of Softmax, computed without overflow: what NLLLoss takes.</source>
        <translation>Softmax 的对数，计算时不会溢出：NLLLoss 所需的输入。</translation>
    </message>
    <message>
        <source>Turns the channels at each place of a picture into probabilities that add up to 1.</source>
        <translation>将图像每个位置上的各通道变为和为 1 的概率。</translation>
    </message>
    <message>
        <source>Reads a sequence step by step; each state is a function of the step and the state before.</source>
        <translation>逐步读取序列；每个状态都由当前步和前一个状态决定。</translation>
    </message>
    <message>
        <source>{hidden_size} unit|{hidden_size} units</source>
        <translation>{hidden_size} 个单元|{hidden_size} 个单元</translation>
    </message>
    <message>
        <source>Reads a sequence step by step with gates that decide what is remembered, forgotten and shown.</source>
        <translation>逐步读取序列，由门来决定记住、遗忘和输出什么。</translation>
    </message>
    <message>
        <source>Reads a sequence step by step with two gates: a lighter LSTM.</source>
        <translation>逐步读取序列，使用两个门：较轻的 LSTM。</translation>
    </message>
    <message>
        <source>Lets each place of a sequence take a weighted mean over the places of another, in several heads.</source>
        <translation>让序列的每个位置对另一序列的各个位置取加权平均，分多个注意力头进行。</translation>
    </message>
    <message>
        <source>Softmax(Q Kᵀ / √d) V in each head; without an edge, the key is the query and the value is the key.</source>
        <translation>每个头计算 Softmax(Q Kᵀ / √d) V；没有连线时，key 取 query，value 取 key。</translation>
    </message>
    <message>
        <source>{num_heads} head|{num_heads} heads</source>
        <translation>{num_heads} 个头|{num_heads} 个头</translation>
    </message>
    <message>
        <source>Self-attention and two linear layers, each with a shortcut around it and a normalization.</source>
        <translation>自注意力和两个线性层，各带一条跳跃连接和一个归一化。</translation>
    </message>
    <message>
        <source>{nhead} head|{nhead} heads</source>
        <translation>{nhead} 个头|{nhead} 个头</translation>
    </message>
    <message>
        <source>Hides from each place of a sequence the places behind it, for the attn_mask of attention.</source>
        <translation>对序列的每个位置遮住其后的位置，用于注意力的 attn_mask。</translation>
    </message>
    <message>
        <source>B × T × ... becomes T × T values; true at row i and column j means that place i may not look at place j &gt; i.</source>
        <translation>B × T × ... 变为 T × T 个值；第 i 行第 j 列为真表示位置 i 不能看位置 j &gt; i。</translation>
    </message>
    <message>
        <source>Adds fixed sine and cosine waves to a sequence, so that attention can tell places apart.</source>
        <translation>为序列加上固定的正弦和余弦波，使注意力能够分辨位置。</translation>
    </message>
    <message>
        <source>Adds a learned vector for each place of a sequence, so that attention can tell places apart.</source>
        <translation>为序列的每个位置加上学得的向量，使注意力能够分辨位置。</translation>
    </message>
    <message>
        <source>Joins axes into one; by default all that follow the batch.</source>
        <translation>将多个轴合并为一个；默认合并批次之后的所有轴。</translation>
    </message>
    <message>
        <source>B × C × H × W becomes B × C·H·W.</source>
        <translation>B × C × H × W 变为 B × C·H·W。</translation>
    </message>
    <message>
        <source>Gives each sample&apos;s values another shape, in the same order; the batch stays.</source>
        <translation>改变每个样本的形状，值的顺序不变；批次轴保持不动。</translation>
    </message>
    <message>
        <source>B × 784 becomes B × 1 × 28 × 28 with the shape [1, 28, 28].</source>
        <translation>形状为 [1, 28, 28] 时，B × 784 变为 B × 1 × 28 × 28。</translation>
    </message>
    <message>
        <source>Puts the axes in another order; the batch stays first.</source>
        <translation>重新排列各轴；批次轴仍在最前。</translation>
    </message>
    <message>
        <source>({dims})</source>
        <translation>({dims})</translation>
    </message>
    <message>
        <source>Exchanges two axes.</source>
        <translation>交换两个轴。</translation>
    </message>
    <message>
        <source>{dim0} ↔ {dim1}</source>
        <translation>{dim0} ↔ {dim1}</translation>
    </message>
    <message>
        <source>Removes axes of size 1.</source>
        <translation>去掉大小为 1 的轴。</translation>
    </message>
    <message>
        <source>axis {dim}</source>
        <translation>轴 {dim}</translation>
    </message>
    <message>
        <source>Adds an axis of size 1.</source>
        <translation>增加一个大小为 1 的轴。</translation>
    </message>
    <message>
        <source>Takes one place of an axis, and the axis away: the last step of a sequence, say.</source>
        <translation>取某个轴上的一个位置，并去掉该轴：例如取序列的最后一步。</translation>
    </message>
    <message>
        <source>[{index}] of axis {dim}</source>
        <translation>轴 {dim} 的 [{index}]</translation>
    </message>
    <message>
        <source>Takes every step-th place of an axis from start up to, and without, end.</source>
        <translation>在一个轴上从 start 到 end（不含）每隔 step 取一个位置。</translation>
    </message>
    <message>
        <source>Takes the mean over one axis or several.</source>
        <translation>沿一个或多个轴取平均值。</translation>
    </message>
    <message>
        <source>over {dim}</source>
        <translation>沿 {dim}</translation>
    </message>
    <message>
        <source>Adds up along one axis or several.</source>
        <translation>沿一个或多个轴求和。</translation>
    </message>
    <message>
        <source>Takes the largest value along one axis or several; equal ones share its gradient.</source>
        <translation>沿一个或多个轴取最大值；相等的最大值平分梯度。</translation>
    </message>
    <message>
        <source>Makes a sequence, picture or volume larger, by repeating or by interpolating.</source>
        <translation>通过重复或插值放大序列、图像或体数据。</translation>
    </message>
    <message>
        <source>to {size}</source>
        <translation>至 {size}</translation>
    </message>
    <message>
        <source>×{scale_factor}</source>
        <translation>×{scale_factor}</translation>
    </message>
    <message>
        <source>Adds places at the borders, or takes them off where a number is negative.</source>
        <translation>在边界处增加位置；数为负时则去掉位置。</translation>
    </message>
    <message>
        <source>{pad}</source>
        <translation>{pad}</translation>
    </message>
    <message>
        <source>Turns channels into places: a picture with r² times the channels becomes one r times as large.</source>
        <translation>将通道变为位置：通道数为 r² 倍的图像变为 r 倍大的图像。</translation>
    </message>
    <message>
        <source>B × C·r² × H × W becomes B × C × r·H × r·W.</source>
        <translation>B × C·r² × H × W 变为 B × C × r·H × r·W。</translation>
    </message>
    <message>
        <source>×{upscale_factor}</source>
        <translation>×{upscale_factor}</translation>
    </message>
    <message>
        <source>Adds values of shapes that fit; the gradient goes to each of them unchanged.</source>
        <translation>将形状相容的值相加；梯度原样传给每一个。</translation>
    </message>
    <message>
        <source>Subtracts the second value from the first.</source>
        <translation>用第一个值减去第二个值。</translation>
    </message>
    <message>
        <source>Multiplies values of shapes that fit, number by number.</source>
        <translation>将形状相容的值逐元素相乘。</translation>
    </message>
    <message>
        <source>Divides the first value by the second, number by number.</source>
        <translation>用第一个值逐元素除以第二个值。</translation>
    </message>
    <message>
        <source>Multiplies matrices: the last two axes; those before are a batch of matrices.</source>
        <translation>矩阵相乘：针对最后两个轴；前面的轴视为一批矩阵。</translation>
    </message>
    <message>
        <source>Joins values along an axis; the other sizes must be equal.</source>
        <translation>沿一个轴拼接各值；其余各轴大小必须相等。</translation>
    </message>
    <message>
        <source>along axis {dim}</source>
        <translation>沿轴 {dim}</translation>
    </message>
    <message>
        <source>Puts values of one shape side by side along a new axis.</source>
        <translation>沿一个新轴将形状相同的值并排放置。</translation>
    </message>
    <message>
        <source>Gives every sample of a batch the same value: a learned token before a sequence, say.</source>
        <translation>为批次中的每个样本给出相同的值：例如序列前面的一个学得的词元。</translation>
    </message>
    <message>
        <source>A value without a batch, S, becomes B × S, with the batch of `like`; the gradients of all samples add up.</source>
        <translation>没有批次的值 S 变为 B × S，批次取自 `like`；所有样本的梯度相加。</translation>
    </message>
    <message>
        <source>The exponential function; it is its own slope.</source>
        <translation>指数函数；其斜率就是它自身。</translation>
    </message>
    <message>
        <source>The natural logarithm; its slope is 1 / x.</source>
        <translation>自然对数；其斜率为 1 / x。</translation>
    </message>
    <message>
        <source>Raises to a fixed power; the slope is exponent · x^(exponent − 1).</source>
        <translation>求固定的幂；斜率为 exponent · x^(exponent − 1)。</translation>
    </message>
    <message>
        <source>^{exponent}</source>
        <translation>^{exponent}</translation>
    </message>
    <message>
        <source>The square root; its slope is 1 / (2 √x).</source>
        <translation>平方根；其斜率为 1 / (2 √x)。</translation>
    </message>
    <message>
        <source>Multiplies each number by itself; the slope is 2 x.</source>
        <translation>每个数乘以自身；斜率为 2 x。</translation>
    </message>
    <message>
        <source>Turns the sign, of the value and of its gradient.</source>
        <translation>反转符号，值与梯度皆然。</translation>
    </message>
    <message>
        <source>A value that is the same for every sample and is never trained.</source>
        <translation>对每个样本都相同且从不训练的值。</translation>
    </message>
    <message>
        <source>{value}</source>
        <translation>{value}</translation>
    </message>
    <message>
        <source>A value that is trained like a weight: the same for every sample, `value` at the start.</source>
        <translation>像权重一样训练的值：对每个样本都相同，初始为 `value`。</translation>
    </message>
    <message>
        <source>Its `state_dict` key is the node&apos;s address and `.value`.</source>
        <translation>它在 `state_dict` 中的键是节点地址加 `.value`。</translation>
    </message>
    <message>
        <source>Converts values to another dtype.</source>
        <translation>将值转换为另一种 dtype。</translation>
    </message>
    <message>
        <source>to {dtype}</source>
        <translation>转为 {dtype}</translation>
    </message>
    <message>
        <source>Turns each class number into a row with a 1 at its place, ready to be compared with probabilities.</source>
        <translation>将每个类别编号变为一行，在其位置上为 1，以便与概率比较。</translation>
    </message>
    <message>
        <source>B × ... numbers below num_classes become B × ... × num_classes, in the given dtype.</source>
        <translation>B × ... 个小于 num_classes 的数变为 B × ... × num_classes，类型为所给的 dtype。</translation>
    </message>
    <message>
        <source>{num_classes} class|{num_classes} classes</source>
        <translation>{num_classes} 个类别|{num_classes} 个类别</translation>
    </message>
    <message>
        <source>How surprised the scores are by the right class: what classifiers are trained with.</source>
        <translation>得分对正确类别的意外程度：分类器的训练目标。</translation>
    </message>
    <message>
        <source>−log softmax(input)[target]. The input is B × classes, scores without a softmax; the target is B class numbers, or B × classes probabilities.</source>
        <translation>−log softmax(input)[target]。输入为 B × 类别数，是未经 softmax 的得分；目标为 B 个类别编号，或 B × 类别数 的概率。</translation>
    </message>
    <message>
        <source>The square of the difference: what regressions are trained with.</source>
        <translation>差的平方：回归的训练目标。</translation>
    </message>
    <message>
        <source>(input − target)²</source>
        <translation>(input − target)²</translation>
    </message>
    <message>
        <source>The size of the difference; outliers pull less than in MSELoss.</source>
        <translation>差的绝对值；离群点的影响小于 MSELoss。</translation>
    </message>
    <message>
        <source>|input − target|</source>
        <translation>|input − target|</translation>
    </message>
    <message>
        <source>The square of a small difference, the size of a large one.</source>
        <translation>差较小时取平方，较大时取绝对值。</translation>
    </message>
    <message>
        <source>d² / (2 beta) for d = |input − target| &lt; beta, d − beta / 2 otherwise</source>
        <translation>d = |input − target| &lt; beta 时为 d² / (2 beta)，否则为 d − beta / 2</translation>
    </message>
    <message>
        <source>The square of a small difference, a line for a large one.</source>
        <translation>差较小时取平方，较大时取直线。</translation>
    </message>
    <message>
        <source>d² / 2 for d = |input − target| ≤ delta, delta · (d − delta / 2) otherwise</source>
        <translation>d = |input − target| ≤ delta 时为 d² / 2，否则为 delta · (d − delta / 2)</translation>
    </message>
    <message>
        <source>How surprised probabilities are by targets of 0 and 1.</source>
        <translation>概率对目标 0 和 1 的意外程度。</translation>
    </message>
    <message>
        <source>−(target · log input + (1 − target) · log(1 − input)); the input must lie in 0..1, as after a Sigmoid</source>
        <translation>−(target · log input + (1 − target) · log(1 − input))；输入须在 0..1 之间，如经过 Sigmoid 之后</translation>
    </message>
    <message>
        <source>BCELoss with the Sigmoid inside, computed without overflow.</source>
        <translation>内含 Sigmoid 的 BCELoss，计算时不会溢出。</translation>
    </message>
    <message>
        <source>−(target · log σ(input) + (1 − target) · log(1 − σ(input)))</source>
        <translation>−(target · log σ(input) + (1 − target) · log(1 − σ(input)))</translation>
    </message>
    <message>
        <source>CrossEntropyLoss for an input that is log probabilities already, as after a LogSoftmax.</source>
        <translation>输入已是对数概率（例如经过 LogSoftmax）时的 CrossEntropyLoss。</translation>
    </message>
    <message>
        <source>−input[target]</source>
        <translation>−input[target]</translation>
    </message>
    <message>
        <source>How far log probabilities are from a distribution.</source>
        <translation>对数概率与某个分布相距多远。</translation>
    </message>
    <message>
        <source>target · (log target − input)</source>
        <translation>target · (log target − input)</translation>
    </message>
    <message>
        <source>Makes distances small where the target is 1, and larger than a margin where it is −1.</source>
        <translation>目标为 1 时使距离变小，目标为 −1 时使距离大于间隔。</translation>
    </message>
    <message>
        <source>input for target 1, max(0, margin − input) for target −1</source>
        <translation>target 为 1 时是 input，为 −1 时是 max(0, margin − input)</translation>
    </message>
    <message>
        <source>Two-class loss for targets of 1 and −1.</source>
        <translation>目标为 1 和 −1 的二分类损失。</translation>
    </message>
    <message>
        <source>log(1 + e^(−target · input))</source>
        <translation>log(1 + e^(−target · input))</translation>
    </message>
    <message>
        <source>A hinge for classes: the right score must be larger than every other by a margin.</source>
        <translation>用于多类别的合页损失：正确类别的得分必须比其他各类高出一个间隔。</translation>
    </message>
    <message>
        <source>Σᵢ max(0, margin − input[target] + inputᵢ)ᵖ / classes, over i ≠ target</source>
        <translation>Σᵢ max(0, margin − input[target] + inputᵢ)ᵖ / 类别数，对 i ≠ target 求和</translation>
    </message>
    <message>
        <source>A hinge for several right classes: each of their scores must lead every other by 1.</source>
        <translation>用于多个正确类别的合页损失：每个正确类别的得分都必须比其他各类高出 1。</translation>
    </message>
    <message>
        <source>The target row lists the right classes, then −1.</source>
        <translation>目标的一行先列出正确的类别，然后是 −1。</translation>
    </message>
    <message>
        <source>BCEWithLogitsLoss averaged over classes, each of which may be right or wrong.</source>
        <translation>对各类别取平均的 BCEWithLogitsLoss，每个类别都可对可错。</translation>
    </message>
    <message>
        <source>−mean over classes of (target · log σ(input) + (1 − target) · log σ(−input))</source>
        <translation>对各类别取 −(target · log σ(input) + (1 − target) · log σ(−input)) 的均值</translation>
    </message>
    <message>
        <source>Makes the first value larger than the second where the target is 1, smaller where it is −1.</source>
        <translation>目标为 1 时使第一个值大于第二个值，目标为 −1 时使其更小。</translation>
    </message>
    <message>
        <source>max(0, −target · (input1 − input2) + margin)</source>
        <translation>max(0, −target · (input1 − input2) + margin)</translation>
    </message>
    <message>
        <source>Turns two vectors to each other where the target is 1, and apart where it is −1.</source>
        <translation>目标为 1 时使两个向量方向一致，目标为 −1 时使其分开。</translation>
    </message>
    <message>
        <source>1 − cos(input1, input2) for target 1, max(0, cos(input1, input2) − margin) for target −1</source>
        <translation>target 为 1 时是 1 − cos(input1, input2)，为 −1 时是 max(0, cos(input1, input2) − margin)</translation>
    </message>
    <message>
        <source>Draws an anchor to a positive example until it is nearer than the negative one by a margin.</source>
        <translation>将锚点拉向正例，直到它比负例近出一个间隔。</translation>
    </message>
    <message>
        <source>max(0, |anchor − positive| − |anchor − negative| + margin)</source>
        <translation>max(0, |anchor − positive| − |anchor − negative| + margin)</translation>
    </message>
    <message>
        <source>How surprised a Poisson distribution is by a count.</source>
        <translation>泊松分布对某个计数的意外程度。</translation>
    </message>
    <message>
        <source>e^input − target · input; with log_input off, input − target · log(input + eps)</source>
        <translation>e^input − target · input；关闭 log_input 时为 input − target · log(input + eps)</translation>
    </message>
    <message>
        <source>How surprised a normal distribution, of given mean and variance, is by a number.</source>
        <translation>给定均值和方差的正态分布对某个数的意外程度。</translation>
    </message>
    <message>
        <source>(log var + (input − target)² / var) / 2</source>
        <translation>(log var + (input − target)² / var) / 2</translation>
    </message>
    <message>
        <source>Makes any value small.</source>
        <translation>使任意一个值变小。</translation>
    </message>
    <message>
        <source>The mean or the sum of its input.</source>
        <translation>输入的均值或总和。</translation>
    </message>
    <message>
        <source>Mixes the channels of several groups. See torch.nn.ChannelShuffle.</source>
        <translation>将各组的通道相互混合。参见 torch.nn.ChannelShuffle。</translation>
    </message>
    <message>
        <source>Pads each axis with what stands at its other end. See torch.nn.CircularPad1d.</source>
        <translation>在每个轴上用其另一端的值填充。参见 torch.nn.CircularPad1d。</translation>
    </message>
    <message>
        <source>Pads each axis with what stands at its other end. See torch.nn.CircularPad2d.</source>
        <translation>在每个轴上用其另一端的值填充。参见 torch.nn.CircularPad2d。</translation>
    </message>
    <message>
        <source>Pads each axis with what stands at its other end. See torch.nn.CircularPad3d.</source>
        <translation>在每个轴上用其另一端的值填充。参见 torch.nn.CircularPad3d。</translation>
    </message>
    <message>
        <source>Pads each axis with one value. See torch.nn.ConstantPad1d.</source>
        <translation>在每个轴上用同一个值填充。参见 torch.nn.ConstantPad1d。</translation>
    </message>
    <message>
        <source>Pads each axis with one value. See torch.nn.ConstantPad2d.</source>
        <translation>在每个轴上用同一个值填充。参见 torch.nn.ConstantPad2d。</translation>
    </message>
    <message>
        <source>Pads each axis with one value. See torch.nn.ConstantPad3d.</source>
        <translation>在每个轴上用同一个值填充。参见 torch.nn.ConstantPad3d。</translation>
    </message>
    <message>
        <source>Says how alike the directions of two vectors are, from -1 to 1. See torch.nn.CosineSimilarity.</source>
        <translation>衡量两个向量的方向有多相似，从 -1 到 1。参见 torch.nn.CosineSimilarity。</translation>
    </message>
    <message>
        <source>Sets whole channels to zero at random while training. See torch.nn.Dropout1d.</source>
        <translation>训练时随机将整个通道置零。参见 torch.nn.Dropout1d。</translation>
    </message>
    <message>
        <source>Sets whole channels to zero at random while training. See torch.nn.Dropout3d.</source>
        <translation>训练时随机将整个通道置零。参见 torch.nn.Dropout3d。</translation>
    </message>
    <message>
        <source>Looks up a vector for each number, and joins those of a row. See torch.nn.EmbeddingBag.</source>
        <translation>为每个数查出一个向量，并将一行中的各向量合并。参见 torch.nn.EmbeddingBag。</translation>
    </message>
    <message>
        <source>Masks whole channels at random, and keeps mean and variance. See torch.nn.FeatureAlphaDropout.</source>
        <translation>随机遮住整个通道，同时保持均值和方差。参见 torch.nn.FeatureAlphaDropout。</translation>
    </message>
    <message>
        <source>Adds sliding windows up to a picture. See torch.nn.Fold.</source>
        <translation>将滑动窗口叠加成图像。参见 torch.nn.Fold。</translation>
    </message>
    <message>
        <source>Takes maxima over windows of random sizes, to reach any output size. See torch.nn.FractionalMaxPool2d.</source>
        <translation>在大小随机的窗口上取最大值，可得到任意的输出大小。参见 torch.nn.FractionalMaxPool2d。</translation>
    </message>
    <message>
        <source>Takes maxima over windows of random sizes, to reach any output size. See torch.nn.FractionalMaxPool3d.</source>
        <translation>在大小随机的窗口上取最大值，可得到任意的输出大小。参见 torch.nn.FractionalMaxPool3d。</translation>
    </message>
    <message>
        <source>Does one step of a GRU. See torch.nn.GRUCell.</source>
        <translation>执行 GRU 的一步。参见 torch.nn.GRUCell。</translation>
    </message>
    <message>
        <source>Normalizes each channel of each sample over its places. See torch.nn.InstanceNorm1d.</source>
        <translation>对每个样本的每个通道，在其所有位置上做归一化。参见 torch.nn.InstanceNorm1d。</translation>
    </message>
    <message>
        <source>Normalizes each channel of each sample over its places. See torch.nn.InstanceNorm3d.</source>
        <translation>对每个样本的每个通道，在其所有位置上做归一化。参见 torch.nn.InstanceNorm3d。</translation>
    </message>
    <message>
        <source>Takes the p-norm of each window. See torch.nn.LPPool1d.</source>
        <translation>对每个窗口取 p-范数。参见 torch.nn.LPPool1d。</translation>
    </message>
    <message>
        <source>Takes the p-norm of each window. See torch.nn.LPPool2d.</source>
        <translation>对每个窗口取 p-范数。参见 torch.nn.LPPool2d。</translation>
    </message>
    <message>
        <source>Takes the p-norm of each window. See torch.nn.LPPool3d.</source>
        <translation>对每个窗口取 p-范数。参见 torch.nn.LPPool3d。</translation>
    </message>
    <message>
        <source>Does one step of an LSTM. See torch.nn.LSTMCell.</source>
        <translation>执行 LSTM 的一步。参见 torch.nn.LSTMCell。</translation>
    </message>
    <message>
        <source>Divides each channel by the strength of its neighbours. See torch.nn.LocalResponseNorm.</source>
        <translation>将每个通道除以其相邻通道的强度。参见 torch.nn.LocalResponseNorm。</translation>
    </message>
    <message>
        <source>Takes the distance of two vectors. See torch.nn.PairwiseDistance.</source>
        <translation>求两个向量的距离。参见 torch.nn.PairwiseDistance。</translation>
    </message>
    <message>
        <source>Moves blocks of pixels into channels. See torch.nn.PixelUnshuffle.</source>
        <translation>将像素块移入通道。参见 torch.nn.PixelUnshuffle。</translation>
    </message>
    <message>
        <source>Does one step of a simple recurrent layer. See torch.nn.RNNCell.</source>
        <translation>执行简单循环层的一步。参见 torch.nn.RNNCell。</translation>
    </message>
    <message>
        <source>Pads each axis with its own values, mirrored at the border. See torch.nn.ReflectionPad1d.</source>
        <translation>在每个轴上以边界为镜，用自身的值对称填充。参见 torch.nn.ReflectionPad1d。</translation>
    </message>
    <message>
        <source>Pads each axis with its own values, mirrored at the border. See torch.nn.ReflectionPad2d.</source>
        <translation>在每个轴上以边界为镜，用自身的值对称填充。参见 torch.nn.ReflectionPad2d。</translation>
    </message>
    <message>
        <source>Pads each axis with its own values, mirrored at the border. See torch.nn.ReflectionPad3d.</source>
        <translation>在每个轴上以边界为镜，用自身的值对称填充。参见 torch.nn.ReflectionPad3d。</translation>
    </message>
    <message>
        <source>Pads each axis with its outermost values. See torch.nn.ReplicationPad1d.</source>
        <translation>在每个轴上重复最外侧的值来填充。参见 torch.nn.ReplicationPad1d。</translation>
    </message>
    <message>
        <source>Pads each axis with its outermost values. See torch.nn.ReplicationPad2d.</source>
        <translation>在每个轴上重复最外侧的值来填充。参见 torch.nn.ReplicationPad2d。</translation>
    </message>
    <message>
        <source>Pads each axis with its outermost values. See torch.nn.ReplicationPad3d.</source>
        <translation>在每个轴上重复最外侧的值来填充。参见 torch.nn.ReplicationPad3d。</translation>
    </message>
    <message>
        <source>Reads one sequence with an encoder, and writes another with a decoder. See torch.nn.Transformer.</source>
        <translation>用编码器读取一个序列，用解码器写出另一个序列。参见 torch.nn.Transformer。</translation>
    </message>
    <message>
        <source>Attends to itself, then to another sequence, then applies a small network. See torch.nn.TransformerDecoderLayer.</source>
        <translation>先对自身做注意力，再对另一序列做注意力，最后经过一个小网络。参见 torch.nn.TransformerDecoderLayer。</translation>
    </message>
    <message>
        <source>Splits one axis into several. See torch.nn.Unflatten.</source>
        <translation>将一个轴拆成多个轴。参见 torch.nn.Unflatten。</translation>
    </message>
    <message>
        <source>Takes a picture apart into sliding windows. See torch.nn.Unfold.</source>
        <translation>将图像拆成滑动窗口。参见 torch.nn.Unfold。</translation>
    </message>
    <message>
        <source>Pads each axis with zeros. See torch.nn.ZeroPad1d.</source>
        <translation>在每个轴上用零填充。参见 torch.nn.ZeroPad1d。</translation>
    </message>
    <message>
        <source>Pads each axis with zeros. See torch.nn.ZeroPad2d.</source>
        <translation>在每个轴上用零填充。参见 torch.nn.ZeroPad2d。</translation>
    </message>
    <message>
        <source>Pads each axis with zeros. See torch.nn.ZeroPad3d.</source>
        <translation>在每个轴上用零填充。参见 torch.nn.ZeroPad3d。</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>gradient, L2 norm</source>
        <translation>梯度，L2 范数</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>&amp;Undo {edit}</source>
        <translation>撤销(&amp;U) {edit}</translation>
    </message>
    <message>
        <source>&amp;Redo {edit}</source>
        <translation>重做(&amp;R) {edit}</translation>
    </message>
</context>
<context>
    <name>MeasureRows</name>
    <message>
        <source>layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>gain</source>
        <translation>增益</translation>
    </message>
    <message>
        <source>dead</source>
        <translation>失活</translation>
    </message>
    <message>
        <source>update</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>L2 norm of the gradient that arrives at its output</source>
        <translation>到达该层输出处的梯度的 L2 范数</translation>
    </message>
    <message>
        <source>What it sends back over what arrives; the tooltip of a row tells the product along the way</source>
        <translation>该层传回的梯度与到达的梯度之比；各行的提示给出沿路径的乘积</translation>
    </message>
    <message>
        <source>Units that are 0 for the whole batch, or values where it is flat</source>
        <translation>对整个批次输出均为 0 的单元，或处于平坦区的值</translation>
    </message>
    <message>
        <source>The norm of the change of its weights over the norm of the weights</source>
        <translation>权重变化量的范数与权重范数之比</translation>
    </message>
    <message>
        <source>product of gains, strongest way: {value}</source>
        <translation>增益之积，最强的路径：{value}</translation>
    </message>
    <message>
        <source>product of gains, weakest way: {value}</source>
        <translation>增益之积，最弱的路径：{value}</translation>
    </message>
    <message>
        <source>{share} of the gradient at {port} comes back from {node}</source>
        <translation>{port} 处的梯度有 {share} 来自 {node}</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>Open &amp;Recent</source>
        <translation>打开最近的项目(&amp;R)</translation>
    </message>
    <message>
        <source>Open an E&amp;xample</source>
        <translation>打开示例(&amp;X)</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>面板(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Appearance</source>
        <translation>外观(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>As the System</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>High Contrast, Light</source>
        <translation>高对比度（浅色）</translation>
    </message>
    <message>
        <source>High Contrast, Dark</source>
        <translation>高对比度（深色）</translation>
    </message>
    <message>
        <source>Nothing was opened yet</source>
        <translation>还没有打开过项目</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Show the layer</source>
        <translation>显示该层</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Metrics</name>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Mean absolute error</source>
        <translation>平均绝对误差</translation>
    </message>
    <message>
        <source>R²</source>
        <translation>R²</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>mae</source>
        <translation>平均绝对误差</translation>
    </message>
    <message>
        <source>r2</source>
        <translation>R²</translation>
    </message>
</context>
<context>
    <name>Modes</name>
    <message>
        <source>Design</source>
        <translation>设计</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Backprop</source>
        <translation>反向传播</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>演示</translation>
    </message>
</context>
<context>
    <name>NodeFinder</name>
    <message>
        <source>No layer is called so</source>
        <translation>没有这个名称的层</translation>
    </message>
    <message>
        <source>There is no layer yet</source>
        <translation>还没有层</translation>
    </message>
    <message>
        <source>Find by id, title or kind</source>
        <translation>按标识、标题或类型查找</translation>
    </message>
</context>
<context>
    <name>NodeForm</name>
    <message>
        <source>What the card says instead of the id.</source>
        <translation>卡片上代替标识显示的文字。</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>The name in the file, in the code and in the state_dict.</source>
        <translation>在文件、代码和 state_dict 中的名称。</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>标识</translation>
    </message>
    <message>
        <source>How often the block follows itself.</source>
        <translation>块首尾相接重复的次数。</translation>
    </message>
    <message>
        <source>Repeat</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>Frozen parameters are not updated.</source>
        <translation>冻结的参数不会更新。</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>Start of the parameters</source>
        <translation>参数的初始化</translation>
    </message>
</context>
<context>
    <name>NodePage</name>
    <message>
        <source>Shape and cost</source>
        <translation>形状与开销</translation>
    </message>
    <message>
        <source>Gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>Open the Block</source>
        <translation>打开块</translation>
    </message>
    <message>
        <source>Make It Its Own</source>
        <translation>使其独立</translation>
    </message>
    <message>
        <source>Gives this use a copy of the block, which can be changed alone</source>
        <translation>让此处使用块的一份副本，可以单独修改</translation>
    </message>
    <message>
        <source>the same layer as {node}</source>
        <translation>与 {node} 为同一层</translation>
    </message>
</context>
<context>
    <name>Notes</name>
    <message>
        <source>{symbol} = {value}</source>
        <translation>{symbol} = {value}</translation>
    </message>
    <message>
        <source>{symbol} = {formula} = {value}</source>
        <translation>{symbol} = {formula} = {value}</translation>
    </message>
    <message>
        <source>This is told as a whole: around this place it is no sum of products.</source>
        <translation>这里只给出整体：在此处附近，它不是若干乘积之和。</translation>
    </message>
    <message>
        <source>{symbol} = {value}; where it grows by 1, this number grows by about {slope}.</source>
        <translation>{symbol} = {value}；它每增加 1，这个数大约增加 {slope}。</translation>
    </message>
    <message>
        <source>Around this place the number is an affine function of what comes in; the factors are its slopes.</source>
        <translation>在此处附近，这个数是输入的仿射函数；各因子就是其斜率。</translation>
    </message>
    <message>
        <source>It comes from the data, column {column}.</source>
        <translation>它来自数据的 {column} 列。</translation>
    </message>
    <message>
        <source>It is given to the network at {node}.</source>
        <translation>它在 {node} 处输入网络。</translation>
    </message>
    <message>
        <source>It is written into the graph and stays the same.</source>
        <translation>它写在图中，保持不变。</translation>
    </message>
    <message>
        <source>It is learned; this is its value before the update.</source>
        <translation>它是学得的；这是更新之前的值。</translation>
    </message>
    <message>
        <source>The layer hands on what enters, and the gradient comes back as it is.</source>
        <translation>该层将输入原样传出，梯度也原样传回。</translation>
    </message>
    <message>
        <source>It is all that comes back from {address}, input {input}.</source>
        <translation>这是从 {address} 的输入 {input} 传回的全部。</translation>
    </message>
    <message>
        <source>This loss counts {weight} times in what is minimized.</source>
        <translation>在最小化的目标中，这个损失计 {weight} 倍。</translation>
    </message>
    <message>
        <source>The slope: {formula}</source>
        <translation>斜率：{formula}</translation>
    </message>
    <message>
        <source>Inside the layer: {formula}</source>
        <translation>层内部：{formula}</translation>
    </message>
    <message>
        <source>The weight belongs to the {gate} gate of unit {unit}.</source>
        <translation>该权重属于单元 {unit} 的 {gate} 门。</translation>
    </message>
    <message>
        <source>Inside the layer: {formula} with d = {head_size}</source>
        <translation>层内部：{formula}，其中 d = {head_size}</translation>
    </message>
    <message>
        <source>The mean is {mean} and the variance {variance}, of {count} numbers.</source>
        <translation>均值为 {mean}，方差为 {variance}，共 {count} 个数。</translation>
    </message>
    <message>
        <source>The loss compares {input} with {target}.</source>
        <translation>该损失将 {input} 与 {target} 相比较。</translation>
    </message>
    <message>
        <source>The probability is {probability}, wanted is {target}; the mean is over {count}.</source>
        <translation>概率为 {probability}，目标为 {target}；对 {count} 项取平均。</translation>
    </message>
    <message>
        <source>Class {number} counts {weight} times.</source>
        <translation>类别 {number} 计 {weight} 倍。</translation>
    </message>
    <message>
        <source>Dropout with p = {p}; whether the number was kept: {kept}.</source>
        <translation>p = {p} 的丢弃；这个数是否保留：{kept}。</translation>
    </message>
    <message>
        <source>{count} of {total} places of the window lie on the border that was added, and hold 0.</source>
        <translation>窗口的 {total} 个位置中有 {count} 个位于填充的边界上，其值为 0。</translation>
    </message>
    <message>
        <source>This place lies on the border that was added.</source>
        <translation>这个位置位于填充的边界上。</translation>
    </message>
    <message>
        <source>The largest of {count} numbers; the next is {symbol} = {value}.</source>
        <translation>{count} 个数中最大的一个；其次为 {symbol} = {value}。</translation>
    </message>
    <message>
        <source>There is only this number to choose from.</source>
        <translation>这里只有这一个数可选。</translation>
    </message>
    <message>
        <source>Row {row} of the table of {rows} rows.</source>
        <translation>共 {rows} 行的表中的第 {row} 行。</translation>
    </message>
    <message>
        <source>Mean and variance are those of the {count} numbers of this channel in the batch.</source>
        <translation>均值和方差取自批次中该通道的 {count} 个数。</translation>
    </message>
    <message>
        <source>Mean and variance are the running ones: the layer is in evaluation.</source>
        <translation>均值和方差采用滑动统计量：该层处于评估模式。</translation>
    </message>
    <message>
        <source>Mean and variance are those of {count} numbers of this sample.</source>
        <translation>均值和方差取自该样本的 {count} 个数。</translation>
    </message>
    <message>
        <source>It was kept: this happens with probability {probability}.</source>
        <translation>它被保留：其概率为 {probability}。</translation>
    </message>
    <message>
        <source>It was switched off: this happens with probability {probability}.</source>
        <translation>它被关闭：其概率为 {probability}。</translation>
    </message>
    <message>
        <source>It is 0 whether it was kept or not.</source>
        <translation>无论是否保留，它都是 0。</translation>
    </message>
    <message>
        <source>The layer hands on what enters: nothing is switched off.</source>
        <translation>该层将输入原样传出：没有关闭任何值。</translation>
    </message>
    <message>
        <source>It was drawn at random, from a normal distribution of mean 0 and variance 1.</source>
        <translation>它是从均值 0、方差 1 的正态分布中随机抽取的。</translation>
    </message>
    <message>
        <source>In evaluation nothing is drawn.</source>
        <translation>评估时不抽取任何值。</translation>
    </message>
    <message>
        <source>The slope was drawn between {lower} and {upper}.</source>
        <translation>斜率在 {lower} 与 {upper} 之间抽取。</translation>
    </message>
    <message>
        <source>Layer {layer}, direction {direction}, step {step}.</source>
        <translation>第 {layer} 层，方向 {direction}，第 {step} 步。</translation>
    </message>
    <message>
        <source>The state before the first step is 0.</source>
        <translation>第一步之前的状态为 0。</translation>
    </message>
    <message>
        <source>What comes from the layer below went through dropout with p = {p}.</source>
        <translation>来自下层的值经过了 p = {p} 的丢弃。</translation>
    </message>
    <message>
        <source>Head {head} looks most at place {number}: weight {weight}, score {score}.</source>
        <translation>注意力头 {head} 最关注位置 {number}：权重 {weight}，得分 {score}。</translation>
    </message>
    <message>
        <source>Dropout with p = {p} had its part in it.</source>
        <translation>其中有 p = {p} 的丢弃起作用。</translation>
    </message>
    <message>
        <source>The mean of {count} heads.</source>
        <translation>{count} 个注意力头的平均值。</translation>
    </message>
    <message>
        <source>{symbol} = {value}, {target_symbol} = {target}</source>
        <translation>{symbol} = {value}，{target_symbol} = {target}</translation>
    </message>
    <message>
        <source>The right class of sample {sample} is {number}; its probability is {probability}.</source>
        <translation>样本 {sample} 的正确类别为 {number}；其概率为 {probability}。</translation>
    </message>
    <message>
        <source>The mean over {count} terms.</source>
        <translation>对 {count} 项取平均。</translation>
    </message>
    <message>
        <source>The mean over the samples, counted by the weights of their classes, which add up to {total}.</source>
        <translation>对样本取平均，按其类别权重计算，权重之和为 {total}。</translation>
    </message>
    <message>
        <source>The sum of {count} terms.</source>
        <translation>{count} 项之和。</translation>
    </message>
    <message>
        <source>{count} places do not count: their class is {number}.</source>
        <translation>{count} 个位置不计入：其类别为 {number}。</translation>
    </message>
    <message>
        <source>The gradient of all weights together has the norm {norm}; it is clipped to {limit}.</source>
        <translation>所有权重的梯度合在一起的范数为 {norm}；裁剪到 {limit}。</translation>
    </message>
    <message>
        <source>The gradient is {value}; it is held within the limit of {limit}.</source>
        <translation>梯度为 {value}；限制在 {limit} 以内。</translation>
    </message>
    <message>
        <source>{kind} is not told stage by stage; this is what it did to the weight.</source>
        <translation>{kind} 不逐阶段说明；这是它对权重的改变。</translation>
    </message>
    <message>
        <source>No gradient reached this weight, so it stays as it is.</source>
        <translation>没有梯度到达这个权重，因此它保持不变。</translation>
    </message>
</context>
<context>
    <name>Numbers</name>
    <message>
        <source>scalar</source>
        <translation>标量</translation>
    </message>
</context>
<context>
    <name>OwnCodePanel</name>
    <message>
        <source>The code of which layer</source>
        <translation>哪个层的代码</translation>
    </message>
    <message>
        <source>Place another layer with this code</source>
        <translation>再放一个使用此代码的层</translation>
    </message>
    <message>
        <source>Delete this code, which no layer uses</source>
        <translation>删除这段没有层使用的代码</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>New layer from code</source>
        <translation>用代码新建层</translation>
    </message>
    <message>
        <source>A layer of your own: an nn.Module class, a function, or an expression like {example}.</source>
        <translation>自定义的层：nn.Module 类、函数，或像 {example} 这样的表达式。</translation>
    </message>
    <message>
        <source>Trust it</source>
        <translation>信任它</translation>
    </message>
    <message>
        <source>This code came with the file and has not run. Read it first.</source>
        <translation>这段代码随文件而来，尚未运行。请先阅读。</translation>
    </message>
</context>
<context>
    <name>PageBar</name>
    <message>
        <source>Which of the copies is looked at</source>
        <translation>正在查看哪一个副本</translation>
    </message>
    <message>
        <source>used once</source>
        <translation>使用一次</translation>
    </message>
    <message>
        <source>used {count} times</source>
        <translation>使用 {count} 次</translation>
    </message>
    <message>
        <source>used nowhere</source>
        <translation>未被使用</translation>
    </message>
    <message>
        <source>copy {number} of {count}</source>
        <translation>第 {number} 个副本，共 {count} 个</translation>
    </message>
    <message>
        <source>Back to this page</source>
        <translation>返回此页</translation>
    </message>
</context>
<context>
    <name>PalettePanel</name>
    <message>
        <source>Search {count} layers</source>
        <translation>搜索 {count} 种层</translation>
    </message>
</context>
<context>
    <name>ParameterRow</name>
    <message>
        <source>Name of the parameter</source>
        <translation>参数的名称</translation>
    </message>
    <message>
        <source>Type of {name}</source>
        <translation>{name} 的类型</translation>
    </message>
    <message>
        <source>Default of {name}</source>
        <translation>{name} 的默认值</translation>
    </message>
    <message>
        <source>What a use of the block gets that does not set it</source>
        <translation>使用块时若未设置该参数，则取此值</translation>
    </message>
    <message>
        <source>Remove this parameter</source>
        <translation>移除此参数</translation>
    </message>
    <message>
        <source>expected a default of type {type}</source>
        <translation>默认值应为 {type} 类型</translation>
    </message>
</context>
<context>
    <name>Parameters</name>
    <message>
        <source>The part of the samples that the network learns from.</source>
        <translation>网络用来学习的样本比例。</translation>
    </message>
    <message>
        <source>The part that is measured after every epoch.</source>
        <translation>每轮之后用来评估的比例。</translation>
    </message>
    <message>
        <source>The part that is measured once, at the end.</source>
        <translation>最后评估一次所用的比例。</translation>
    </message>
    <message>
        <source>Another seed puts other samples into the parts.</source>
        <translation>换一个种子，各部分的样本就不同。</translation>
    </message>
    <message>
        <source>Each number of the gradient is held within ±value.</source>
        <translation>梯度的每个数都限制在 ±value 以内。</translation>
    </message>
    <message>
        <source>A gradient longer than this, over all weights, is shortened.</source>
        <translation>所有权重的梯度若长于此值，则缩短。</translation>
    </message>
    <message>
        <source>The p of the p-norm that norm measures.</source>
        <translation>norm 所用 p-范数的 p。</translation>
    </message>
    <message>
        <source>A gradient has vanished where less than this part of what the losses send back arrives.</source>
        <translation>到达的梯度少于损失传回梯度的这一比例时，视为梯度消失。</translation>
    </message>
    <message>
        <source>A gradient explodes where more than this many times what the losses send back arrives.</source>
        <translation>到达的梯度多于损失传回梯度的这一倍数时，视为梯度爆炸。</translation>
    </message>
    <message>
        <source>A layer is called dead where this part of its units is 0 for the whole batch.</source>
        <translation>对整个批次输出为 0 的单元达到这一比例时，该层视为失活。</translation>
    </message>
    <message>
        <source>A unit is judged by no fewer values than this: samples times places of the picture.</source>
        <translation>判断一个单元所需的最少数值个数：样本数乘以图像的位置数。</translation>
    </message>
    <message>
        <source>A value is saturated where the slope is less than this part of the steepest: for tanh beyond ±2.2.</source>
        <translation>斜率小于最大斜率的这一比例时，该值视为饱和：对 tanh 而言即超出 ±2.2。</translation>
    </message>
    <message>
        <source>A layer is called saturated where this part of its values is saturated.</source>
        <translation>饱和的值达到这一比例时，该层视为饱和。</translation>
    </message>
    <message>
        <source>A layer does not learn where a step changes less than this part of its weights; usual is about 0.001.</source>
        <translation>一步使权重变化的比例小于此值时，该层没有在学习；通常约为 0.001。</translation>
    </message>
    <message>
        <source>Updates are too large where a step changes more than this part of the weights.</source>
        <translation>一步使权重变化的比例大于此值时，更新过大。</translation>
    </message>
    <message>
        <source>What the learning rate is multiplied by.</source>
        <translation>学习率所乘的系数。</translation>
    </message>
    <message>
        <source>How many epochs without progress are borne.</source>
        <translation>容许多少轮没有进展。</translation>
    </message>
    <message>
        <source>A smaller fall does not count as progress.</source>
        <translation>下降幅度小于此值不算进展。</translation>
    </message>
    <message>
        <source>Whether threshold is a part of the best loss.</source>
        <translation>threshold 是否为最佳损失的一个比例。</translation>
    </message>
    <message>
        <source>How many epochs to wait after each fall.</source>
        <translation>每次下降之后等待多少轮。</translation>
    </message>
    <message>
        <source>The least learning rate.</source>
        <translation>学习率的下限。</translation>
    </message>
    <message>
        <source>Smaller changes of the learning rate are left out.</source>
        <translation>小于此值的学习率变化将被忽略。</translation>
    </message>
    <message>
        <source>The highest learning rate.</source>
        <translation>最高的学习率。</translation>
    </message>
    <message>
        <source>The part of the training in which it rises.</source>
        <translation>训练中学习率上升的部分所占的比例。</translation>
    </message>
    <message>
        <source>The form of the curve.</source>
        <translation>曲线的形状。</translation>
    </message>
    <message>
        <source>Let the momentum fall while the learning rate rises, where there is one.</source>
        <translation>若有动量，则在学习率上升时让动量下降。</translation>
    </message>
    <message>
        <source>The least momentum.</source>
        <translation>动量的下限。</translation>
    </message>
    <message>
        <source>The greatest momentum.</source>
        <translation>动量的上限。</translation>
    </message>
    <message>
        <source>max_lr divided by this is the first learning rate.</source>
        <translation>max_lr 除以此值即为初始学习率。</translation>
    </message>
    <message>
        <source>The first learning rate divided by this is the last one.</source>
        <translation>初始学习率除以此值即为最终学习率。</translation>
    </message>
    <message>
        <source>Come back to the first learning rate before the last fall.</source>
        <translation>在最后一次下降之前先回到初始学习率。</translation>
    </message>
    <message>
        <source>Epochs until the first restart.</source>
        <translation>到第一次重启的轮数。</translation>
    </message>
    <message>
        <source>How many times longer each following round is.</source>
        <translation>其后每一周期比前一周期长多少倍。</translation>
    </message>
    <message>
        <source>After how many epochs it is least; empty: the whole training.</source>
        <translation>多少轮后降到最低；留空：整个训练过程。</translation>
    </message>
    <message>
        <source>After how many epochs it is zero.</source>
        <translation>多少轮后降到零。</translation>
    </message>
    <message>
        <source>1 is a straight line; above, it falls faster at first.</source>
        <translation>1 为直线；大于 1 则起初下降更快。</translation>
    </message>
    <message>
        <source>The part in the first epoch.</source>
        <translation>第一轮的比例。</translation>
    </message>
    <message>
        <source>The part after total_iters epochs.</source>
        <translation>total_iters 轮之后的比例。</translation>
    </message>
    <message>
        <source>How many epochs it takes.</source>
        <translation>所需的轮数。</translation>
    </message>
    <message>
        <source>The part that it is held at.</source>
        <translation>保持的比例。</translation>
    </message>
    <message>
        <source>For how many epochs.</source>
        <translation>保持多少轮。</translation>
    </message>
    <message>
        <source>The epochs after which it falls.</source>
        <translation>在这些轮之后下降。</translation>
    </message>
    <message>
        <source>Epochs from one fall to the next.</source>
        <translation>两次下降之间的轮数。</translation>
    </message>
    <message>
        <source>The learning rate: how far each step goes.</source>
        <translation>学习率：每一步走多远。</translation>
    </message>
    <message>
        <source>How strongly weights are drawn towards zero.</source>
        <translation>权重被拉向零的强度。</translation>
    </message>
    <message>
        <source>How much of the last step is repeated.</source>
        <translation>上一步重复的程度。</translation>
    </message>
    <message>
        <source>Look ahead along the momentum.</source>
        <translation>沿动量方向前瞻。</translation>
    </message>
    <message>
        <source>The polynomial that is applied to become orthogonal.</source>
        <translation>为使步长正交而使用的多项式。</translation>
    </message>
    <message>
        <source>Added to divisors, so that none is zero.</source>
        <translation>加在除数上，避免除数为零。</translation>
    </message>
    <message>
        <source>How often the polynomial is applied.</source>
        <translation>多项式应用的次数。</translation>
    </message>
    <message>
        <source>How lr follows the shape of a matrix; match_rms_adamw takes the lr and weight_decay of AdamW.</source>
        <translation>lr 如何随矩阵形状变化；match_rms_adamw 采用 AdamW 的 lr 和 weight_decay。</translation>
    </message>
    <message>
        <source>The learning rate of the rest; empty: the same.</source>
        <translation>其余参数的学习率；留空：相同。</translation>
    </message>
    <message>
        <source>How slowly the running means of the gradient and of its square forget.</source>
        <translation>梯度及其平方的滑动平均遗忘得多慢。</translation>
    </message>
    <message>
        <source>How much of the gradient is left out of the momentum.</source>
        <translation>动量中略去梯度的多少。</translation>
    </message>
    <message>
        <source>Look ahead along the momentum (Nesterov, 1983).</source>
        <translation>沿动量方向前瞻 (Nesterov, 1983)。</translation>
    </message>
    <message>
        <source>Climb instead of descend.</source>
        <translation>上升而不是下降。</translation>
    </message>
    <message>
        <source>By how much a step shrinks when the sign turns, and grows when it stays.</source>
        <translation>符号改变时步长缩小多少，符号不变时增大多少。</translation>
    </message>
    <message>
        <source>The smallest and the largest step.</source>
        <translation>最小和最大的步长。</translation>
    </message>
    <message>
        <source>How slowly the mean square forgets.</source>
        <translation>均方的滑动平均遗忘得多慢。</translation>
    </message>
    <message>
        <source>Divide by the spread of the gradient instead of its size.</source>
        <translation>除以梯度的离散程度，而不是其大小。</translation>
    </message>
    <message>
        <source>Shrink the weights themselves, as AdamW does, instead of adding to the gradient.</source>
        <translation>像 AdamW 那样直接缩小权重本身，而不是加到梯度上。</translation>
    </message>
    <message>
        <source>How the look ahead grows with the steps.</source>
        <translation>前瞻如何随步数增长。</translation>
    </message>
    <message>
        <source>How fast the weights and the learning rate decay.</source>
        <translation>权重和学习率衰减的速度。</translation>
    </message>
    <message>
        <source>The power with which the learning rate falls.</source>
        <translation>学习率下降的幂次。</translation>
    </message>
    <message>
        <source>The step at which averaging begins.</source>
        <translation>从哪一步开始取平均。</translation>
    </message>
    <message>
        <source>Divide by the largest mean square so far, so that steps never grow again.</source>
        <translation>除以迄今最大的均方，使步长不再增大。</translation>
    </message>
    <message>
        <source>How the learning rate falls with the number of steps.</source>
        <translation>学习率如何随步数下降。</translation>
    </message>
    <message>
        <source>Where the sums of squared gradients begin.</source>
        <translation>梯度平方和的初始值。</translation>
    </message>
    <message>
        <source>How the mean of squares forgets less with every step.</source>
        <translation>均方的遗忘如何随步数减弱。</translation>
    </message>
    <message>
        <source>Least squared gradient (null: the smallest of the number type), and least scale of a weight.</source>
        <translation>梯度平方的下限（null：该数值类型的最小值），以及权重尺度的下限。</translation>
    </message>
    <message>
        <source>Steps longer than this are shortened.</source>
        <translation>长于此值的步长将被缩短。</translation>
    </message>
    <message>
        <source>How slowly the running means forget.</source>
        <translation>滑动平均遗忘得多慢。</translation>
    </message>
    <message>
        <source>Fixes the first weights, the order of the samples and dropout.</source>
        <translation>决定初始权重、样本顺序和丢弃。</translation>
    </message>
    <message>
        <source>How often the whole training set is seen.</source>
        <translation>整个训练集被遍历的次数。</translation>
    </message>
    <message>
        <source>Samples between two updates of the weights.</source>
        <translation>两次更新权重之间的样本数。</translation>
    </message>
    <message>
        <source>Where to compute; auto takes an accelerator where there is one.</source>
        <translation>在哪里计算；auto 会在有加速器时使用它。</translation>
    </message>
    <message>
        <source>The number type of weights and values.</source>
        <translation>权重和值的数值类型。</translation>
    </message>
    <message>
        <source>Processor threads; empty leaves it to torch.</source>
        <translation>处理器线程数；留空则由 torch 决定。</translation>
    </message>
    <message>
        <source>The column of the data; left out, the shape is drawn without data.</source>
        <translation>数据的列；留空则按形状绘制，不用数据。</translation>
    </message>
    <message>
        <source>The dtype to convert the column to; left out, it stays.</source>
        <translation>将该列转换成的 dtype；留空则不变。</translation>
    </message>
    <message>
        <source>What follows the batch, for drawing without data: [1, 28, 28].</source>
        <translation>批次轴之后的形状，用于不带数据的绘制：[1, 28, 28]。</translation>
    </message>
    <message>
        <source>How much this loss counts where several add up.</source>
        <translation>多个损失相加时，该损失所占的权重。</translation>
    </message>
    <message>
        <source>Whether the losses of all samples are averaged or added.</source>
        <translation>所有样本的损失取平均还是求和。</translation>
    </message>
    <message>
        <source>By how much nearer it must be.</source>
        <translation>必须近出多少。</translation>
    </message>
    <message>
        <source>The p of the p-norm that measures distance.</source>
        <translation>衡量距离所用 p-范数的 p。</translation>
    </message>
    <message>
        <source>Added to the differences, so that no slope is infinite.</source>
        <translation>加在差值上，避免斜率为无穷大。</translation>
    </message>
    <message>
        <source>Whether the distance from positive to negative counts where it is the smaller one.</source>
        <translation>正例到负例的距离较小时，是否以它为准。</translation>
    </message>
    <message>
        <source>The cosine below which vectors are apart enough.</source>
        <translation>余弦低于此值时，两个向量已足够分开。</translation>
    </message>
    <message>
        <source>By how much it must be larger.</source>
        <translation>必须大出多少。</translation>
    </message>
    <message>
        <source>The power of each part.</source>
        <translation>每一部分的幂次。</translation>
    </message>
    <message>
        <source>By how much the right score must lead.</source>
        <translation>正确类别的得分必须领先多少。</translation>
    </message>
    <message>
        <source>A number for each class, by which its losses count.</source>
        <translation>每个类别一个数，作为其损失的权重。</translation>
    </message>
    <message>
        <source>A class number whose places do not count.</source>
        <translation>不计入损失的类别编号。</translation>
    </message>
    <message>
        <source>How much of the target is spread over all classes.</source>
        <translation>将目标的多少分摊到所有类别上。</translation>
    </message>
    <message>
        <source>Whether to add the term that has no gradient.</source>
        <translation>是否加上没有梯度的那一项。</translation>
    </message>
    <message>
        <source>The smallest variance.</source>
        <translation>方差的下限。</translation>
    </message>
    <message>
        <source>Whether the input is the logarithm of the rate.</source>
        <translation>输入是否为速率的对数。</translation>
    </message>
    <message>
        <source>Whether to add Stirling&apos;s approximation of the term that has no gradient.</source>
        <translation>是否加上对无梯度项的斯特林近似。</translation>
    </message>
    <message>
        <source>Added inside the logarithm where log_input is off.</source>
        <translation>log_input 关闭时加在对数内。</translation>
    </message>
    <message>
        <source>The distance from which on nothing is lost.</source>
        <translation>距离超过此值后不再有损失。</translation>
    </message>
    <message>
        <source>&quot;batchmean&quot;, the sum for each sample, is the true divergence.</source>
        <translation>“batchmean”即按样本求和再取平均，才是真正的散度。</translation>
    </message>
    <message>
        <source>Whether the target is log probabilities, too.</source>
        <translation>目标是否也为对数概率。</translation>
    </message>
    <message>
        <source>Numbers along the last axis, by which the losses count.</source>
        <translation>沿最后一个轴的数，作为损失的权重。</translation>
    </message>
    <message>
        <source>Numbers along the last axis, by which targets of 1 count more.</source>
        <translation>沿最后一个轴的数，使目标为 1 者权重更大。</translation>
    </message>
    <message>
        <source>Where the square ends and the line begins.</source>
        <translation>平方与直线的分界处。</translation>
    </message>
    <message>
        <source>How many classes there are.</source>
        <translation>类别的个数。</translation>
    </message>
    <message>
        <source>The dtype of the rows.</source>
        <translation>各行的 dtype。</translation>
    </message>
    <message>
        <source>The dtype to convert to.</source>
        <translation>要转换成的 dtype。</translation>
    </message>
    <message>
        <source>The power.</source>
        <translation>幂次。</translation>
    </message>
    <message>
        <source>Where the new axis will be.</source>
        <translation>新轴所在的位置。</translation>
    </message>
    <message>
        <source>The axis along which they are joined.</source>
        <translation>沿哪个轴拼接。</translation>
    </message>
    <message>
        <source>Places before and after the last axis, then the one before it.</source>
        <translation>最后一个轴前后的位置数，然后是其前一个轴的。</translation>
    </message>
    <message>
        <source>What is put there.</source>
        <translation>填入的内容。</translation>
    </message>
    <message>
        <source>The number that mode constant puts there; left out: 0.</source>
        <translation>constant 模式填入的数；留空：0。</translation>
    </message>
    <message>
        <source>The axis.</source>
        <translation>轴。</translation>
    </message>
    <message>
        <source>The first place; left out: the beginning.</source>
        <translation>第一个位置；留空：开头。</translation>
    </message>
    <message>
        <source>The first place that is left; left out: none.</source>
        <translation>不再包含的第一个位置；留空：直到末尾。</translation>
    </message>
    <message>
        <source>The distance from one place to the next.</source>
        <translation>相邻两个位置的间隔。</translation>
    </message>
    <message>
        <source>The place to take; -1 is the last.</source>
        <translation>要取的位置；-1 为最后一个。</translation>
    </message>
    <message>
        <source>The axis to remove, or several.</source>
        <translation>要去掉的一个或多个轴。</translation>
    </message>
    <message>
        <source>The one axis.</source>
        <translation>其中一个轴。</translation>
    </message>
    <message>
        <source>The other axis.</source>
        <translation>另一个轴。</translation>
    </message>
    <message>
        <source>Every axis once, in the new order.</source>
        <translation>按新顺序列出每个轴，各一次。</translation>
    </message>
    <message>
        <source>What follows the batch; one size may be -1: the rest.</source>
        <translation>批次轴之后的形状；其中一个大小可为 -1：表示其余部分。</translation>
    </message>
    <message>
        <source>The axes; left out: all of them.</source>
        <translation>各轴；留空：全部。</translation>
    </message>
    <message>
        <source>Whether the axes stay, with size 1.</source>
        <translation>是否保留这些轴，大小为 1。</translation>
    </message>
    <message>
        <source>How much is added at each side, or a number for each side.</source>
        <translation>每一侧填充的位置数，或为每一侧各给一个数。</translation>
    </message>
    <message>
        <source>The size of the window.</source>
        <translation>窗口的大小。</translation>
    </message>
    <message>
        <source>The step between the places of a window.</source>
        <translation>窗口内相邻位置的间隔。</translation>
    </message>
    <message>
        <source>How far the window moves; left out, by its size.</source>
        <translation>窗口移动多远；留空：与其自身大小相同。</translation>
    </message>
    <message>
        <source>The axis, the batch being 0.</source>
        <translation>轴；批次轴为 0。</translation>
    </message>
    <message>
        <source>The sizes that take the place of the axis.</source>
        <translation>取代该轴的各个大小。</translation>
    </message>
    <message>
        <source>How many heads look at the sequence.</source>
        <translation>用多少个注意力头看序列。</translation>
    </message>
    <message>
        <source>The width of the small network.</source>
        <translation>小网络的宽度。</translation>
    </message>
    <message>
        <source>How likely each number is dropped while training.</source>
        <translation>训练时每个数被丢弃的概率。</translation>
    </message>
    <message>
        <source>What is applied inside the small network.</source>
        <translation>小网络内部所用的函数。</translation>
    </message>
    <message>
        <source>A small number against division by zero.</source>
        <translation>用来避免除以零的小量。</translation>
    </message>
    <message>
        <source>Whether normalization comes before each part.</source>
        <translation>归一化是否置于每一部分之前。</translation>
    </message>
    <message>
        <source>Whether an offset is learned.</source>
        <translation>是否学习偏置。</translation>
    </message>
    <message>
        <source>How many layers the encoder has.</source>
        <translation>编码器有多少层。</translation>
    </message>
    <message>
        <source>How many layers the decoder has.</source>
        <translation>解码器有多少层。</translation>
    </message>
    <message>
        <source>How many numbers the state has.</source>
        <translation>状态由多少个数组成。</translation>
    </message>
    <message>
        <source>What is applied to the sum.</source>
        <translation>对求和结果施加的函数。</translation>
    </message>
    <message>
        <source>The height and width of a block.</source>
        <translation>像素块的高和宽。</translation>
    </message>
    <message>
        <source>How likely each channel is dropped.</source>
        <translation>每个通道被丢弃的概率。</translation>
    </message>
    <message>
        <source>Whether the axis stays, with size 1.</source>
        <translation>是否保留该轴，大小为 1。</translation>
    </message>
    <message>
        <source>How many neighbouring channels count.</source>
        <translation>计入多少个相邻通道。</translation>
    </message>
    <message>
        <source>How much the neighbours count.</source>
        <translation>相邻通道的影响程度。</translation>
    </message>
    <message>
        <source>The power of what is divided by.</source>
        <translation>除数的幂次。</translation>
    </message>
    <message>
        <source>What is added to the neighbours.</source>
        <translation>加到相邻通道项上的数。</translation>
    </message>
    <message>
        <source>The power; 1 sums, a large one comes close to the maximum.</source>
        <translation>幂次；1 为求和，很大时接近最大值。</translation>
    </message>
    <message>
        <source>Whether a last window that is not full counts.</source>
        <translation>最后一个未填满的窗口是否计入。</translation>
    </message>
    <message>
        <source>How fast the running statistics follow.</source>
        <translation>滑动统计量跟随的快慢。</translation>
    </message>
    <message>
        <source>Whether scale and shift are learned.</source>
        <translation>是否学习缩放和平移。</translation>
    </message>
    <message>
        <source>Whether statistics are kept for use after training.</source>
        <translation>是否保留统计量，供训练后使用。</translation>
    </message>
    <message>
        <source>The size that comes out.</source>
        <translation>输出的大小。</translation>
    </message>
    <message>
        <source>The size that comes out, as a share of what enters.</source>
        <translation>输出大小与输入大小之比。</translation>
    </message>
    <message>
        <source>How many numbers there are.</source>
        <translation>有多少个数。</translation>
    </message>
    <message>
        <source>Longer vectors are shortened to this length.</source>
        <translation>更长的向量缩短到此长度。</translation>
    </message>
    <message>
        <source>How the vectors of a row are joined.</source>
        <translation>一行中的各向量如何合并。</translation>
    </message>
    <message>
        <source>Whether gradients hold only the rows that were used.</source>
        <translation>梯度是否只包含用到的行。</translation>
    </message>
    <message>
        <source>A number that stands for nothing.</source>
        <translation>表示空缺的数。</translation>
    </message>
    <message>
        <source>The value that is added.</source>
        <translation>填充的值。</translation>
    </message>
    <message>
        <source>How many groups the channels stand in.</source>
        <translation>通道分成多少组。</translation>
    </message>
    <message>
        <source>What it starts from: a number, or a nested list of numbers.</source>
        <translation>初始值：一个数，或嵌套的数列表。</translation>
    </message>
    <message>
        <source>The shape that the value is repeated to; left out: its own.</source>
        <translation>将值重复成的形状；留空：其自身的形状。</translation>
    </message>
    <message>
        <source>A number, or a nested list of numbers.</source>
        <translation>一个数，或嵌套的数列表。</translation>
    </message>
    <message>
        <source>The dtype of the value.</source>
        <translation>值的 dtype。</translation>
    </message>
    <message>
        <source>How many times larger the picture becomes.</source>
        <translation>图像放大的倍数。</translation>
    </message>
    <message>
        <source>The size of the result; or give scale_factor.</source>
        <translation>结果的大小；也可给出 scale_factor。</translation>
    </message>
    <message>
        <source>How many times larger; or give size.</source>
        <translation>放大的倍数；也可给出 size。</translation>
    </message>
    <message>
        <source>Nearest repeats; the others interpolate over one, two or three axes.</source>
        <translation>nearest 为重复；其余各种在一、二或三个轴上插值。</translation>
    </message>
    <message>
        <source>Whether the corners of input and result lie on each other.</source>
        <translation>输入与结果的角点是否对齐。</translation>
    </message>
    <message>
        <source>Whether to interpolate with the scale of the rounded sizes.</source>
        <translation>是否用取整后大小的比例进行插值。</translation>
    </message>
    <message>
        <source>The first axis to join.</source>
        <translation>要合并的第一个轴。</translation>
    </message>
    <message>
        <source>The last axis to join.</source>
        <translation>要合并的最后一个轴。</translation>
    </message>
    <message>
        <source>The longest sequence that it can mark.</source>
        <translation>可标记的最长序列。</translation>
    </message>
    <message>
        <source>Into how many heads the embedding is split.</source>
        <translation>将嵌入分成多少个注意力头。</translation>
    </message>
    <message>
        <source>The size between the two linear layers.</source>
        <translation>两个线性层之间的大小。</translation>
    </message>
    <message>
        <source>Dropout after each part while training.</source>
        <translation>训练时每一部分之后的丢弃。</translation>
    </message>
    <message>
        <source>The activation between the two linear layers.</source>
        <translation>两个线性层之间的激活。</translation>
    </message>
    <message>
        <source>The eps of the normalizations.</source>
        <translation>归一化所用的 eps。</translation>
    </message>
    <message>
        <source>Whether to normalize before each part instead of after it.</source>
        <translation>归一化是否置于每一部分之前，而不是之后。</translation>
    </message>
    <message>
        <source>Whether its parts add learned biases.</source>
        <translation>各部分是否加上学得的偏置。</translation>
    </message>
    <message>
        <source>Dropout on the weights while training.</source>
        <translation>训练时对注意力权重的丢弃。</translation>
    </message>
    <message>
        <source>Whether the projections add learned biases.</source>
        <translation>投影是否加上学得的偏置。</translation>
    </message>
    <message>
        <source>Whether a learned place is added to key and value.</source>
        <translation>是否为键和值加上一个学得的位置。</translation>
    </message>
    <message>
        <source>Whether a place of zeros is added to key and value.</source>
        <translation>是否为键和值加上一个全零的位置。</translation>
    </message>
    <message>
        <source>How many numbers are remembered.</source>
        <translation>记住多少个数。</translation>
    </message>
    <message>
        <source>How many such layers are stacked.</source>
        <translation>叠放多少个这样的层。</translation>
    </message>
    <message>
        <source>Whether learned biases are added.</source>
        <translation>是否加上学得的偏置。</translation>
    </message>
    <message>
        <source>Dropout between stacked layers while training.</source>
        <translation>训练时叠放的各层之间的丢弃。</translation>
    </message>
    <message>
        <source>Whether a second layer reads the sequence from its end.</source>
        <translation>是否另有一层从末尾开始读取序列。</translation>
    </message>
    <message>
        <source>Where above 0, the size to which each output is projected.</source>
        <translation>大于 0 时，每个输出投影到的大小。</translation>
    </message>
    <message>
        <source>The function of each step.</source>
        <translation>每一步所用的函数。</translation>
    </message>
    <message>
        <source>The axis along which the results add up to 1.</source>
        <translation>结果沿哪个轴之和为 1。</translation>
    </message>
    <message>
        <source>The axis to halve.</source>
        <translation>要减半的轴。</translation>
    </message>
    <message>
        <source>Values above this are kept.</source>
        <translation>大于此值的值被保留。</translation>
    </message>
    <message>
        <source>What the others become.</source>
        <translation>其余的值变成什么。</translation>
    </message>
    <message>
        <source>How far values move.</source>
        <translation>值移动多远。</translation>
    </message>
    <message>
        <source>The size up to which a value is small.</source>
        <translation>多小的值算作小值。</translation>
    </message>
    <message>
        <source>The smallest value that comes out.</source>
        <translation>输出的最小值。</translation>
    </message>
    <message>
        <source>The largest value that comes out.</source>
        <translation>输出的最大值。</translation>
    </message>
    <message>
        <source>How sharp the bend is.</source>
        <translation>弯曲的陡峭程度。</translation>
    </message>
    <message>
        <source>Where beta · x is above this, y = x.</source>
        <translation>beta · x 大于此值时，y = x。</translation>
    </message>
    <message>
        <source>&quot;tanh&quot; is a faster formula, a little off.</source>
        <translation>“tanh” 是更快的公式，略有偏差。</translation>
    </message>
    <message>
        <source>What large negative values tend to, with its sign turned.</source>
        <translation>绝对值很大的负值所趋向的值，取相反数。</translation>
    </message>
    <message>
        <source>The smallest slope.</source>
        <translation>最小的斜率。</translation>
    </message>
    <message>
        <source>The largest slope.</source>
        <translation>最大的斜率。</translation>
    </message>
    <message>
        <source>One slope for all, or one for each channel (axis 1).</source>
        <translation>共用一个斜率，或每个通道（轴 1）各一个。</translation>
    </message>
    <message>
        <source>The slope to start from.</source>
        <translation>斜率的初始值。</translation>
    </message>
    <message>
        <source>The slope for negative values.</source>
        <translation>负值的斜率。</translation>
    </message>
    <message>
        <source>The probability of switching a value off.</source>
        <translation>关闭一个值的概率。</translation>
    </message>
    <message>
        <source>Into how many groups the channels are split.</source>
        <translation>将通道分成多少组。</translation>
    </message>
    <message>
        <source>Added to the variance, so that nothing is divided by zero.</source>
        <translation>加在方差上，避免除以零。</translation>
    </message>
    <message>
        <source>Whether a learned scale and shift follow.</source>
        <translation>其后是否有学得的缩放和平移。</translation>
    </message>
    <message>
        <source>Whether the shift is learned, too.</source>
        <translation>平移是否也要学习。</translation>
    </message>
    <message>
        <source>The sizes of the axes to normalize; left out: the last.</source>
        <translation>要归一化的各轴大小；留空：最后一个轴。</translation>
    </message>
    <message>
        <source>Added under the root; null: the smallest step of the dtype.</source>
        <translation>加在根号内；null：该 dtype 的最小间隔。</translation>
    </message>
    <message>
        <source>Whether a learned scale follows.</source>
        <translation>其后是否有学得的缩放。</translation>
    </message>
    <message>
        <source>The weight of a batch in the running mean.</source>
        <translation>一个批次在滑动平均中的权重。</translation>
    </message>
    <message>
        <source>Whether running means are kept and used for evaluation.</source>
        <translation>是否保留滑动统计量并用于评估。</translation>
    </message>
    <message>
        <source>Whether the shift is learned, too, where there is one.</source>
        <translation>若有平移，是否也要学习。</translation>
    </message>
    <message>
        <source>The weight of a batch in the running mean; null: the plain mean.</source>
        <translation>一个批次在滑动平均中的权重；null：普通平均。</translation>
    </message>
    <message>
        <source>The size of the result; null keeps an axis.</source>
        <translation>结果的大小；null 表示保持该轴不变。</translation>
    </message>
    <message>
        <source>How many places become one.</source>
        <translation>多少个位置合为一个。</translation>
    </message>
    <message>
        <source>How far the window moves; left out: its own size.</source>
        <translation>窗口移动多远；留空：与其自身大小相同。</translation>
    </message>
    <message>
        <source>Places added at each border; at most half the kernel.</source>
        <translation>每个边界上填充的位置数；至多为核的一半。</translation>
    </message>
    <message>
        <source>Whether a last window that is only partly filled counts.</source>
        <translation>最后一个只部分填满的窗口是否计入。</translation>
    </message>
    <message>
        <source>Whether the added places count in the mean.</source>
        <translation>填充的位置是否计入平均值。</translation>
    </message>
    <message>
        <source>A number to divide by instead of the window&apos;s size.</source>
        <translation>用来代替窗口大小作除数的数。</translation>
    </message>
    <message>
        <source>The distance between the places of a window.</source>
        <translation>窗口内相邻位置的间隔。</translation>
    </message>
    <message>
        <source>How many filters, and so channels of the result.</source>
        <translation>滤波器的个数，也就是结果的通道数。</translation>
    </message>
    <message>
        <source>How many places a filter sees at once.</source>
        <translation>一个滤波器一次看到多少个位置。</translation>
    </message>
    <message>
        <source>How far the window moves from one place to the next.</source>
        <translation>窗口从一个位置到下一个位置移动多远。</translation>
    </message>
    <message>
        <source>Places taken off at each border of the result.</source>
        <translation>结果的每个边界上去掉的位置数。</translation>
    </message>
    <message>
        <source>Places added at one border of the result; below stride or dilation.</source>
        <translation>结果的一侧边界上增加的位置数；须小于 stride 或 dilation。</translation>
    </message>
    <message>
        <source>Into how many groups the channels are split that do not see each other.</source>
        <translation>将通道分成多少个互不相见的组。</translation>
    </message>
    <message>
        <source>Whether each filter adds a learned bias.</source>
        <translation>每个滤波器是否加上学得的偏置。</translation>
    </message>
    <message>
        <source>The distance between the places that a filter writes to.</source>
        <translation>滤波器写入的各位置的间隔。</translation>
    </message>
    <message>
        <source>What is put on the added places; torch has zeros only.</source>
        <translation>填充位置上的内容；torch 只支持零。</translation>
    </message>
    <message>
        <source>Places added at each border; &quot;same&quot; keeps the size at stride 1.</source>
        <translation>每个边界上填充的位置数；“same” 在步幅为 1 时保持大小不变。</translation>
    </message>
    <message>
        <source>The distance between the places that a filter sees.</source>
        <translation>滤波器看到的各位置的间隔。</translation>
    </message>
    <message>
        <source>What is put on the added places.</source>
        <translation>填充位置上的内容。</translation>
    </message>
    <message>
        <source>How many different numbers there are.</source>
        <translation>不同的数有多少个。</translation>
    </message>
    <message>
        <source>The length of each vector.</source>
        <translation>每个向量的长度。</translation>
    </message>
    <message>
        <source>A number whose vector starts at zero and is never updated.</source>
        <translation>该数对应的向量初始为零，且从不更新。</translation>
    </message>
    <message>
        <source>Vectors longer than this are shortened when they are looked up.</source>
        <translation>长于此值的向量在查出时缩短。</translation>
    </message>
    <message>
        <source>The p of the p-norm that max_norm measures.</source>
        <translation>max_norm 所用 p-范数的 p。</translation>
    </message>
    <message>
        <source>Divide the gradient by how often the number occurs in the batch.</source>
        <translation>将梯度除以该数在批次中出现的次数。</translation>
    </message>
    <message>
        <source>Sparse gradients; only SGD and Adagrad can use them.</source>
        <translation>稀疏梯度；只有 SGD 和 Adagrad 能使用。</translation>
    </message>
    <message>
        <source>How many numbers come out.</source>
        <translation>输出多少个数。</translation>
    </message>
    <message>
        <source>Whether a learned bias is added.</source>
        <translation>是否加上学得的偏置。</translation>
    </message>
    <message>
        <source>How many numbers come out for each that goes in.</source>
        <translation>每输入一个数，输出多少个数。</translation>
    </message>
    <message>
        <source>The column to change; empty takes the first floating-point column.</source>
        <translation>要变换的列；留空则取第一个浮点列。</translation>
    </message>
    <message>
        <source>The column of class numbers.</source>
        <translation>类别编号所在的列。</translation>
    </message>
    <message>
        <source>Empty takes as many as the source declares.</source>
        <translation>留空则采用来源所声明的个数。</translation>
    </message>
    <message>
        <source>One number, or one for each entry of the column&apos;s first axis.</source>
        <translation>一个数，或为该列的第一个轴的每一项各给一个数。</translation>
    </message>
    <message>
        <source>As many as in mean, none of them 0.</source>
        <translation>个数与 mean 相同，且都不为 0。</translation>
    </message>
    <message>
        <source>Where the smallest value of the training part comes to lie.</source>
        <translation>训练集的最小值映射到何处。</translation>
    </message>
    <message>
        <source>Where the largest value of the training part comes to lie.</source>
        <translation>训练集的最大值映射到何处。</translation>
    </message>
    <message>
        <source>Measure each number of a sample by itself, or all as one.</source>
        <translation>对样本的每个数分别度量，或全部一起度量。</translation>
    </message>
    <message>
        <source>Where the four IDX files lie; empty looks around, then downloads them.</source>
        <translation>四个 IDX 文件所在之处；留空则在附近查找，然后下载。</translation>
    </message>
    <message>
        <source>The values by column.</source>
        <translation>按列给出的值。</translation>
    </message>
    <message>
        <source>How many samples are generated.</source>
        <translation>生成多少个样本。</translation>
    </message>
    <message>
        <source>Where the random numbers start; another seed gives other samples.</source>
        <translation>随机数的起点；换一个种子就得到不同的样本。</translation>
    </message>
    <message>
        <source>How many texts are generated.</source>
        <translation>生成多少条文本。</translation>
    </message>
    <message>
        <source>What is asked: the next word, tags, hidden ones.</source>
        <translation>要求预测什么：下一个词、标签，或被遮住的词。</translation>
    </message>
    <message>
        <source>The number of words in a text, T.</source>
        <translation>一条文本的词数 T。</translation>
    </message>
    <message>
        <source>How many different words there are.</source>
        <translation>不同的词有多少个。</translation>
    </message>
    <message>
        <source>Tagged: how many different tags there are.</source>
        <translation>tagged：不同的标签有多少个。</translation>
    </message>
    <message>
        <source>The shape of an input.</source>
        <translation>一个输入的形状。</translation>
    </message>
    <message>
        <source>Numbers to fit, or classes.</source>
        <translation>要拟合的数，或类别。</translation>
    </message>
    <message>
        <source>How many numbers a target has, or how many classes there are.</source>
        <translation>一个目标有多少个数，或有多少个类别。</translation>
    </message>
    <message>
        <source>Regression: the shape of a target, if not one list.</source>
        <translation>regression：目标的形状，若不是一维列表。</translation>
    </message>
    <message>
        <source>The standard deviation of what is added to the outputs.</source>
        <translation>加到输出上的噪声的标准差。</translation>
    </message>
    <message>
        <source>How many sequences are generated.</source>
        <translation>生成多少个序列。</translation>
    </message>
    <message>
        <source>The number of steps, T.</source>
        <translation>步数 T。</translation>
    </message>
    <message>
        <source>The number of values at each step, F.</source>
        <translation>每一步的值的个数 F。</translation>
    </message>
    <message>
        <source>The number of frequencies; at most a third of the length.</source>
        <translation>频率的个数；至多为长度的三分之一。</translation>
    </message>
    <message>
        <source>The standard deviation of the noise; the waves have 0.7 to 1.3.</source>
        <translation>噪声的标准差；波的振幅为 0.7 到 1.3。</translation>
    </message>
    <message>
        <source>The standard deviation of the noise.</source>
        <translation>噪声的标准差。</translation>
    </message>
    <message>
        <source>How often the surface goes up and down: f, in radians.</source>
        <translation>曲面起伏的频率：f，以弧度计。</translation>
    </message>
    <message>
        <source>The standard deviation of a cloud.</source>
        <translation>一个点云的标准差。</translation>
    </message>
    <message>
        <source>The number of clouds.</source>
        <translation>点云的个数。</translation>
    </message>
    <message>
        <source>The number of arms.</source>
        <translation>旋臂的条数。</translation>
    </message>
    <message>
        <source>How often an arm winds around the centre.</source>
        <translation>一条旋臂绕中心转多少圈。</translation>
    </message>
    <message>
        <source>The radius of the inner circle, as a part of the outer one.</source>
        <translation>内圆半径与外圆半径之比。</translation>
    </message>
    <message>
        <source>How many pictures are generated.</source>
        <translation>生成多少幅图像。</translation>
    </message>
    <message>
        <source>How far from the middle a form may lie; 1 takes it to the edge.</source>
        <translation>图形可以偏离中心多远；1 可达边缘。</translation>
    </message>
    <message>
        <source>A form is turned by up to so many degrees either way.</source>
        <translation>图形向两侧转动的最大角度（度）。</translation>
    </message>
    <message>
        <source>The standard deviation of the noise on every pixel.</source>
        <translation>每个像素上噪声的标准差。</translation>
    </message>
    <message>
        <source>The height and width of a picture; the forms grow with it.</source>
        <translation>图像的高和宽；图形随之变大。</translation>
    </message>
    <message>
        <source>How many pairs are generated.</source>
        <translation>生成多少对。</translation>
    </message>
    <message>
        <source>The height and width of a picture.</source>
        <translation>图像的高和宽。</translation>
    </message>
    <message>
        <source>How many pixels at each border the mask leaves out.</source>
        <translation>掩码在每个边界略去多少个像素。</translation>
    </message>
    <message>
        <source>How many cells a picture has.</source>
        <translation>一幅图像有多少个细胞。</translation>
    </message>
    <message>
        <source>Whole numbers alone make a column of integers, 2.0 makes one of floats.</source>
        <translation>全为整数时是整数列，2.0 则使它成为浮点数列。</translation>
    </message>
</context>
<context>
    <name>PatienceBar</name>
    <message>
        <source>Give it up</source>
        <translation>放弃这一步</translation>
    </message>
    <message>
        <source>This step has not ended yet. If the code of the project is in a loop, it never will.</source>
        <translation>这一步尚未结束。如果项目的代码陷入了循环，它永远不会结束。</translation>
    </message>
</context>
<context>
    <name>Picker</name>
    <message>
        <source>Nothing is called so</source>
        <translation>没有这个名称</translation>
    </message>
</context>
<context>
    <name>Ports</name>
    <message>
        <source>any value</source>
        <translation>任意值</translation>
    </message>
    <message>
        <source>floating-point values</source>
        <translation>浮点值</translation>
    </message>
    <message>
        <source>float32 values</source>
        <translation>float32 值</translation>
    </message>
    <message>
        <source>whole numbers</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>whole numbers (int64 or int32)</source>
        <translation>整数（int64 或 int32）</translation>
    </message>
    <message>
        <source>whole numbers (int64)</source>
        <translation>整数 (int64)</translation>
    </message>
    <message>
        <source>numbers</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>真或假</translation>
    </message>
    <message>
        <source>Out: its shape follows from what comes in, and stands on the card</source>
        <translation>输出：形状由输入推算得出，显示在卡片上</translation>
    </message>
    <message>
        <source>any number of edges</source>
        <translation>连线条数不限</translation>
    </message>
    <message>
        <source>In: {parts}</source>
        <translation>输入：{parts}</translation>
    </message>
    <message>
        <source> or </source>
        <translation> 或 </translation>
    </message>
    <message>
        <source>may stay open</source>
        <translation>可以不连</translation>
    </message>
    <message>
        <source>of {count} dimensions, the batch counted</source>
        <translation>{count} 维（含批次轴）</translation>
    </message>
    <message>
        <source>without an edge the same as {port}</source>
        <translation>没有连线时与 {port} 相同</translation>
    </message>
    <message>
        <source>of {count} dimensions or more, the batch counted</source>
        <translation>{count} 维或更多（含批次轴）</translation>
    </message>
</context>
<context>
    <name>Problems</name>
    <message>
        <source>expected one of the parameters {expected}, got {name}</source>
        <translation>参数应为 {expected} 之一，实际为 {name}</translation>
    </message>
    <message>
        <source>did you mean {suggestion}?</source>
        <translation>是否想写 {suggestion}？</translation>
    </message>
    <message>
        <source>{name} is worked out from what comes in, and must not be given</source>
        <translation>{name} 由输入推算得出，不能给定</translation>
    </message>
    <message>
        <source>remove the parameter {name}</source>
        <translation>去掉参数 {name}</translation>
    </message>
    <message>
        <source>expected a value for {name} ({expected}), got none</source>
        <translation>{name} 应有一个值（{expected}），实际没有</translation>
    </message>
    <message>
        <source>set {name}</source>
        <translation>设置 {name}</translation>
    </message>
    <message>
        <source>expected {expected} for {name}, got {received}</source>
        <translation>{name} 应为：{expected}；实际为：{received}</translation>
    </message>
    <message>
        <source>change {name}</source>
        <translation>修改 {name}</translation>
    </message>
    <message>
        <source>expected {expected}, got {received}</source>
        <translation>应为：{expected}；实际为：{received}</translation>
    </message>
    <message>
        <source>put a Cast in between, or choose another column</source>
        <translation>在中间插入 Cast，或选择其他列</translation>
    </message>
    <message>
        <source>expected {expected} dimensions, got {count} ({received})</source>
        <translation>应为 {expected} 维，实际为 {count} 维（{received}）</translation>
    </message>
    <message>
        <source>put {kind} in between</source>
        <translation>在中间插入 {kind}</translation>
    </message>
    <message>
        <source>expected a fixed size on axis {axis}, got {received}, where it follows the batch</source>
        <translation>轴 {axis} 的大小应固定，实际为 {received}，随批次而变</translation>
    </message>
    <message>
        <source>keep the batch on axis 0</source>
        <translation>让批次留在轴 0</translation>
    </message>
    <message>
        <source>expected {name} to be an axis of {received}, got {axis}</source>
        <translation>{name} 应为 {received} 的一个轴，实际为 {axis}</translation>
    </message>
    <message>
        <source>choose {first} to {last}</source>
        <translation>请在 {first} 到 {last} 之间选择</translation>
    </message>
    <message>
        <source>expected the batch to stay on axis 0, on its own, got {name} = {axis} for {received}</source>
        <translation>批次应单独留在轴 0，实际为 {received} 的 {name} = {axis}</translation>
    </message>
    <message>
        <source>choose a later axis</source>
        <translation>选择靠后的轴</translation>
    </message>
    <message>
        <source>expected each sample to stay apart, got {name} = {axis}, the batch of {received}</source>
        <translation>各样本应互不相混，实际的 {name} = {axis} 是 {received} 的批次轴</translation>
    </message>
    <message>
        <source>expected each axis once for {name}, got {received}</source>
        <translation>{name} 中每个轴应只出现一次，实际为 {received}</translation>
    </message>
    <message>
        <source>name each axis once</source>
        <translation>每个轴只写一次</translation>
    </message>
    <message>
        <source>expected each axis of {received} once for {name}, got {axes}</source>
        <translation>{name} 中 {received} 的每个轴应各出现一次，实际为 {axes}</translation>
    </message>
    <message>
        <source>name all its axes</source>
        <translation>写出它的所有轴</translation>
    </message>
    <message>
        <source>expected shapes that fit together, got {first} and {second}</source>
        <translation>形状应当相容，实际为 {first} 和 {second}</translation>
    </message>
    <message>
        <source>sizes must be equal or 1, counted from the last axis; change one of the layers before, or Reshape</source>
        <translation>从最后一个轴数起，大小必须相等或为 1；修改前面的某个层，或使用 Reshape</translation>
    </message>
    <message>
        <source>expected equal sizes on every axis but {axis}, got {first} and {second}</source>
        <translation>除轴 {axis} 外各轴大小应相等，实际为 {first} 和 {second}</translation>
    </message>
    <message>
        <source>change one of the layers before, or join along another dim</source>
        <translation>修改前面的某个层，或沿其他 dim 拼接</translation>
    </message>
    <message>
        <source>expected values of one shape, got {first} and {second}</source>
        <translation>各值的形状应相同，实际为 {first} 和 {second}</translation>
    </message>
    <message>
        <source>change the layers before</source>
        <translation>修改前面的层</translation>
    </message>
    <message>
        <source>expected as many columns in the first as rows in the second, got {first} and {second}</source>
        <translation>第一个的列数应等于第二个的行数，实际为 {first} 和 {second}</translation>
    </message>
    <message>
        <source>put a Transpose before one of them</source>
        <translation>在其中一个前面插入 Transpose</translation>
    </message>
    <message>
        <source>expected a shape for the {count} values of each sample of {received}, got {shape}, which holds {expected}</source>
        <translation>形状应容纳 {received} 每个样本的 {count} 个值，实际的 {shape} 容纳 {expected} 个</translation>
    </message>
    <message>
        <source>change shape; one of its sizes may be -1</source>
        <translation>修改 shape；其中一个大小可为 -1</translation>
    </message>
    <message>
        <source>expected {name} within {count} places, got {received}</source>
        <translation>{name} 应在 {count} 个位置之内，实际为 {received}</translation>
    </message>
    <message>
        <source>expected a slice with something in it, got none of {count} places</source>
        <translation>切片中应有内容，实际在 {count} 个位置中一个也没取到</translation>
    </message>
    <message>
        <source>change start or end</source>
        <translation>修改 start 或 end</translation>
    </message>
    <message>
        <source>expected size 1 on axis {axis}, got {received}: nothing changes</source>
        <translation>轴 {axis} 的大小应为 1，实际为 {received}：不会有任何变化</translation>
    </message>
    <message>
        <source>choose another dim</source>
        <translation>选择其他 dim</translation>
    </message>
    <message>
        <source>expected {name} to divide {what} = {count}, got {received}</source>
        <translation>{name} 应能整除 {what} = {count}，实际为 {received}</translation>
    </message>
    <message>
        <source>choose one of {choices}, or change {what}</source>
        <translation>请选择 {choices} 之一，或修改 {what}</translation>
    </message>
    <message>
        <source>expected at least {expected} places on axis {axis} for the kernel, got {received}</source>
        <translation>轴 {axis} 上至少应有 {expected} 个位置才能容纳卷积核，实际为 {received}</translation>
    </message>
    <message>
        <source>make kernel_size smaller, or padding larger</source>
        <translation>减小 kernel_size，或增大 padding</translation>
    </message>
    <message>
        <source>expected padding of at most half the kernel ({expected}), got {received}</source>
        <translation>填充至多应为核的一半（{expected}），实际为 {received}</translation>
    </message>
    <message>
        <source>reduce it</source>
        <translation>减小它</translation>
    </message>
    <message>
        <source>expected stride 1 with padding &quot;same&quot;, got {received}</source>
        <translation>padding 为 &quot;same&quot; 时步幅应为 1，实际为 {received}</translation>
    </message>
    <message>
        <source>set padding to a number</source>
        <translation>将 padding 设为一个数</translation>
    </message>
    <message>
        <source>expected output_padding below stride or dilation, got {received}</source>
        <translation>output_padding 应小于 stride 或 dilation，实际为 {received}</translation>
    </message>
    <message>
        <source>reduce output_padding</source>
        <translation>减小 output_padding</translation>
    </message>
    <message>
        <source>expected {name} to be 1 or the {expected} channels, got {received}</source>
        <translation>{name} 应为 1 或通道数 {expected}，实际为 {received}</translation>
    </message>
    <message>
        <source>expected the last sizes of {received} for normalized_shape, got {given}</source>
        <translation>normalized_shape 应为 {received} 的最后几个大小，实际为 {given}</translation>
    </message>
    <message>
        <source>leave normalized_shape out</source>
        <translation>将 normalized_shape 留空</translation>
    </message>
    <message>
        <source>expected an even size on axis {axis}, to be halved, got {received}</source>
        <translation>轴 {axis} 要减半，大小应为偶数，实际为 {received}</translation>
    </message>
    <message>
        <source>change the layer before</source>
        <translation>修改前面的层</translation>
    </message>
    <message>
        <source>expected at most {expected} places on axis 1, got {received}</source>
        <translation>轴 1 上至多应有 {expected} 个位置，实际为 {received}</translation>
    </message>
    <message>
        <source>raise max_len</source>
        <translation>增大 max_len</translation>
    </message>
    <message>
        <source>take it from a layer like this one</source>
        <translation>从与此相同的层取得</translation>
    </message>
    <message>
        <source>expected both h_0 and c_0, or neither, got only {received}</source>
        <translation>h_0 和 c_0 应同时给出或都不给，实际只有 {received}</translation>
    </message>
    <message>
        <source>connect the other, too</source>
        <translation>把另一个也连上</translation>
    </message>
    <message>
        <source>expected proj_size below hidden_size = {expected}, got {received}</source>
        <translation>proj_size 应小于 hidden_size = {expected}，实际为 {received}</translation>
    </message>
    <message>
        <source>reduce proj_size</source>
        <translation>减小 proj_size</translation>
    </message>
    <message>
        <source>expected a mask of bool or float32, got {received}</source>
        <translation>掩码应为 bool 或 float32，实际为 {received}</translation>
    </message>
    <message>
        <source>put a Cast in between</source>
        <translation>在中间插入 Cast</translation>
    </message>
    <message>
        <source>expected a mask of {expected}, got {received}</source>
        <translation>掩码应为 {expected}，实际为 {received}</translation>
    </message>
    <message>
        <source>change the mask</source>
        <translation>修改掩码</translation>
    </message>
    <message>
        <source>expected two numbers for each axis to pad, at most {expected} for {received}, got {count}</source>
        <translation>每个要填充的轴应有两个数，对 {received} 至多 {expected} 个，实际为 {count} 个</translation>
    </message>
    <message>
        <source>give pairs, last axis first</source>
        <translation>成对给出，最后一个轴在前</translation>
    </message>
    <message>
        <source>expected either size or scale_factor, got {received}</source>
        <translation>size 和 scale_factor 应只给其一，实际为 {received}</translation>
    </message>
    <message>
        <source>set one of them</source>
        <translation>设置其中一个</translation>
    </message>
    <message>
        <source>expected one number, or {expected} for {shape}, got {received}</source>
        <translation>应为一个数，或为 {shape} 给出 {expected} 个，实际为 {received}</translation>
    </message>
    <message>
        <source>expected one of the modes {expected} for {received}, got {mode}</source>
        <translation>对 {received}，模式应为 {expected} 之一，实际为 {mode}</translation>
    </message>
    <message>
        <source>change mode</source>
        <translation>修改 mode</translation>
    </message>
    <message>
        <source>expected a value that fits the shape {expected}, got {received}</source>
        <translation>值应与形状 {expected} 相容，实际为 {received}</translation>
    </message>
    <message>
        <source>change value or shape</source>
        <translation>修改 value 或 shape</translation>
    </message>
    <message>
        <source>expected a value that {expected} holds, got {received}</source>
        <translation>值应能用 {expected} 表示，实际为 {received}</translation>
    </message>
    <message>
        <source>change value or dtype</source>
        <translation>修改 value 或 dtype</translation>
    </message>
    <message>
        <source>expected a target of the shape of the input, {expected}, got {received}</source>
        <translation>目标的形状应与输入相同，即 {expected}，实际为 {received}</translation>
    </message>
    <message>
        <source>put {kind} before the target</source>
        <translation>在目标前面插入 {kind}</translation>
    </message>
    <message>
        <source>expected a target of {expected}, a class for each place of {scores}, got {received}</source>
        <translation>目标应为 {expected}，即 {scores} 的每个位置一个类别，实际为 {received}</translation>
    </message>
    <message>
        <source>is a Flatten missing before the last Linear, or an axis too many in the target?</source>
        <translation>最后一个 Linear 前面是否缺少 Flatten，或者目标多了一个轴？</translation>
    </message>
    <message>
        <source>expected class probabilities of {expected}, or class numbers (int64), got {dtype} of {received}</source>
        <translation>应为 {expected} 的类别概率，或类别编号 (int64)，实际为 {received} 的 {dtype}</translation>
    </message>
    <message>
        <source>put a Cast to int64 before the target</source>
        <translation>在目标前面插入转换为 int64 的 Cast</translation>
    </message>
    <message>
        <source>expected {expected} numbers for {name}, one a class, got {received}</source>
        <translation>{name} 应有 {expected} 个数，每个类别一个，实际为 {received}</translation>
    </message>
    <message>
        <source>expected numbers for {name} that fit {expected}, got {received}</source>
        <translation>{name} 的数应与 {expected} 相容，实际为 {received}</translation>
    </message>
    <message>
        <source>expected a variance of {expected}, or 1 on its last axis, got {received}</source>
        <translation>方差应为 {expected}，或在其最后一个轴上为 1，实际为 {received}</translation>
    </message>
    <message>
        <source>change it</source>
        <translation>修改它</translation>
    </message>
    <message>
        <source>expected an id of letters, digits and _ that begins with a letter, at most 64 long, got {received}</source>
        <translation>标识应由字母、数字和 _ 组成，以字母开头，至多 64 个字符，实际为 {received}</translation>
    </message>
    <message>
        <source>rename the node</source>
        <translation>重命名该节点</translation>
    </message>
    <message>
        <source>expected an id that is free in Python and in nn.Module, got {received}</source>
        <translation>标识不应与 Python 和 nn.Module 中的名称冲突，实际为 {received}</translation>
    </message>
    <message>
        <source>expected each id once, got {received} twice</source>
        <translation>每个标识应只出现一次，实际 {received} 出现了两次</translation>
    </message>
    <message>
        <source>rename one of the nodes</source>
        <translation>重命名其中一个节点</translation>
    </message>
    <message>
        <source>expected a layer kind of the catalogue, got {received}</source>
        <translation>应为目录中的层类型，实际为 {received}</translation>
    </message>
    <message>
        <source>expected a block of this project, got {received}</source>
        <translation>应为此项目中的块，实际为 {received}</translation>
    </message>
    <message>
        <source>add the block, or remove the node</source>
        <translation>添加该块，或移除该节点</translation>
    </message>
    <message>
        <source>read the code, then trust it</source>
        <translation>先阅读代码，再信任它</translation>
    </message>
    <message>
        <source>expected the id of a node whose layer to use again, got {received}</source>
        <translation>应为要重用其层的节点的标识，实际为 {received}</translation>
    </message>
    <message>
        <source>name another node</source>
        <translation>写出另一个节点</translation>
    </message>
    <message>
        <source>expected a parameter of the network to tie {name} to, got {received}</source>
        <translation>{name} 应与网络的一个参数绑定，实际为 {received}</translation>
    </message>
    <message>
        <source>name another one</source>
        <translation>写出另一个参数</translation>
    </message>
    <message>
        <source>expected an edge between nodes of the graph, got {received}</source>
        <translation>连线应在图中的节点之间，实际为 {received}</translation>
    </message>
    <message>
        <source>remove the edge</source>
        <translation>移除该连线</translation>
    </message>
    <message>
        <source>expected one of the ports {expected}, got {received}</source>
        <translation>端口应为 {expected} 之一，实际为 {received}</translation>
    </message>
    <message>
        <source>connect another port</source>
        <translation>连接其他端口</translation>
    </message>
    <message>
        <source>expected one edge into {received}, got two</source>
        <translation>{received} 应只有一条输入连线，实际有两条</translation>
    </message>
    <message>
        <source>remove one of them</source>
        <translation>移除其中一条</translation>
    </message>
    <message>
        <source>expected a loss to end the graph, got an edge from {received}</source>
        <translation>损失应是图的终点，实际有一条从 {received} 出发的连线</translation>
    </message>
    <message>
        <source>use the kind Loss on the last value</source>
        <translation>在最后的值上使用 Loss 类型</translation>
    </message>
    <message>
        <source>expected an edge into {name}, got none</source>
        <translation>{name} 应有一条输入连线，实际没有</translation>
    </message>
    <message>
        <source>connect {name}</source>
        <translation>连接 {name}</translation>
    </message>
    <message>
        <source>expected edges into {name} without gaps, got none at [{index}]</source>
        <translation>{name} 的输入连线应连续无空缺，实际在 [{index}] 处没有</translation>
    </message>
    <message>
        <source>connect the edges again</source>
        <translation>重新连接这些连线</translation>
    </message>
    <message>
        <source>expected a graph without cycles, got one through {received}</source>
        <translation>图中不应有环路，实际有一条经过 {received}</translation>
    </message>
    <message>
        <source>remove one of its edges</source>
        <translation>移除其中一条连线</translation>
    </message>
    <message>
        <source>expected one of {expected} for {name}, got {received}</source>
        <translation>{name} 应为 {expected} 之一，实际为 {received}</translation>
    </message>
    <message>
        <source>expected {name} from small to large, got {received}</source>
        <translation>{name} 应从小到大，实际为 {received}</translation>
    </message>
    <message>
        <source>swap the values of {name}</source>
        <translation>交换 {name} 的值</translation>
    </message>
    <message>
        <source>expected momentum above 0 and dampening 0 with nesterov, got momentum {momentum} and dampening {dampening}</source>
        <translation>使用 nesterov 时，momentum 应大于 0 且 dampening 为 0，实际 momentum 为 {momentum}，dampening 为 {dampening}</translation>
    </message>
    <message>
        <source>set momentum, for example to 0.9, or switch nesterov off</source>
        <translation>设置 momentum，例如 0.9，或关闭 nesterov</translation>
    </message>
    <message>
        <source>expected a network with weights to train, got one without</source>
        <translation>网络应有可训练的权重，实际没有</translation>
    </message>
    <message>
        <source>add a layer that has weights, such as Linear</source>
        <translation>添加一个带权重的层，例如 Linear</translation>
    </message>
    <message>
        <source>expected gradients with all their zeros, to be clipped, got the sparse ones of {kind}</source>
        <translation>要裁剪的梯度应包含全部零值，实际 {kind} 的梯度是稀疏的</translation>
    </message>
    <message>
        <source>set sparse to false, or leave out training.clip</source>
        <translation>将 sparse 设为 false，或去掉 training.clip</translation>
    </message>
    <message>
        <source>expected one of the metrics {expected} with {loss}, got {received}</source>
        <translation>使用 {loss} 时，指标应为 {expected} 之一，实际为 {received}</translation>
    </message>
    <message>
        <source>remove {received}</source>
        <translation>移除 {received}</translation>
    </message>
    <message>
        <source>expected a file that can be read, got: {received}</source>
        <translation>文件应可读取，实际：{received}</translation>
    </message>
    <message>
        <source>check the path</source>
        <translation>检查路径</translation>
    </message>
    <message>
        <source>expected a file of at most {expected} bytes, got {received}</source>
        <translation>文件至多应为 {expected} 字节，实际为 {received}</translation>
    </message>
    <message>
        <source>expected UTF-8 text, got: {received}</source>
        <translation>应为 UTF-8 文本，实际：{received}</translation>
    </message>
    <message>
        <source>is this a Chainrule project?</source>
        <translation>这是 Chainrule 项目吗？</translation>
    </message>
    <message>
        <source>expected JSON, got: {received}</source>
        <translation>应为 JSON，实际：{received}</translation>
    </message>
    <message>
        <source>is the file cut off?</source>
        <translation>文件是否被截断？</translation>
    </message>
    <message>
        <source>expected at most {expected} levels of nesting, got more</source>
        <translation>嵌套至多应为 {expected} 层，实际更多</translation>
    </message>
    <message>
        <source>expected a number of a usual size for {name}, got one that is far too large</source>
        <translation>{name} 的数应大小正常，实际大得过分</translation>
    </message>
    <message>
        <source>expected each key once, got {name} twice</source>
        <translation>每个键应只出现一次，实际 {name} 出现了两次</translation>
    </message>
    <message>
        <source>expected &quot;format&quot;: &quot;chainrule&quot;, got {received}</source>
        <translation>应有 &quot;format&quot;: &quot;chainrule&quot;，实际为 {received}</translation>
    </message>
    <message>
        <source>expected &quot;version&quot; from 1 to {expected}, got {received}</source>
        <translation>&quot;version&quot; 应在 1 到 {expected} 之间，实际为 {received}</translation>
    </message>
    <message>
        <source>expected a file of version {expected} or older, got version {received}</source>
        <translation>文件应为版本 {expected} 或更早，实际为版本 {received}</translation>
    </message>
    <message>
        <source>open it with a newer Chainrule</source>
        <translation>请用更新的 Chainrule 打开</translation>
    </message>
    <message>
        <source>could not write the output: {received}</source>
        <translation>无法写出结果：{received}</translation>
    </message>
    <message>
        <source>make room, or send it elsewhere</source>
        <translation>腾出空间，或写到别处</translation>
    </message>
    <message>
        <source>could not write: {received}</source>
        <translation>无法写入：{received}</translation>
    </message>
    <message>
        <source>the old file is unchanged; choose another place</source>
        <translation>原文件没有改变；请选择其他位置</translation>
    </message>
    <message>
        <source>expected the saved weights {file}, got: {received}</source>
        <translation>应有已保存的权重 {file}，实际：{received}</translation>
    </message>
    <message>
        <source>training starts from the seed</source>
        <translation>训练将从随机种子开始</translation>
    </message>
    <message>
        <source>expected whole weights in {file}, got: {received}</source>
        <translation>{file} 中的权重应完整，实际：{received}</translation>
    </message>
    <message>
        <source>expected saved weights for {names}, got none</source>
        <translation>{names} 应有已保存的权重，实际没有</translation>
    </message>
    <message>
        <source>it starts as its init says</source>
        <translation>它将按 init 的设定初始化</translation>
    </message>
    <message>
        <source>expected {expected} for {name}, got saved weights of {received}</source>
        <translation>{name} 应为 {expected}，实际保存的权重为 {received}</translation>
    </message>
    <message>
        <source>{outcome}</source>
        <translation>{outcome}</translation>
    </message>
    <message>
        <source>expected a block&apos;s name of letters, digits and _, got {received}</source>
        <translation>块的名称应由字母、数字和 _ 组成，实际为 {received}</translation>
    </message>
    <message>
        <source>rename the block</source>
        <translation>重命名该块</translation>
    </message>
    <message>
        <source>expected exactly one of {expected}, got {received}</source>
        <translation>{expected} 应恰好有一个，实际为 {received}</translation>
    </message>
    <message>
        <source>give the node one of them</source>
        <translation>为节点给出其中一个</translation>
    </message>
    <message>
        <source>expected an edge like &quot;node.port -&gt; node.port&quot;, got {received}</source>
        <translation>连线应形如 &quot;node.port -&gt; node.port&quot;，实际为 {received}</translation>
    </message>
    <message>
        <source>write it anew</source>
        <translation>重新写</translation>
    </message>
    <message>
        <source>expected a position of two numbers, got {received}</source>
        <translation>位置应为两个数，实际为 {received}</translation>
    </message>
    <message>
        <source>{kind} cannot take {received}: {reason}</source>
        <translation>{kind} 无法接受 {received}：{reason}</translation>
    </message>
    <message>
        <source>change its parameters, or what comes in</source>
        <translation>修改它的参数，或修改输入</translation>
    </message>
    <message>
        <source>expected the batch to stay on axis 0, got {received}</source>
        <translation>批次应留在轴 0，实际为 {received}</translation>
    </message>
    <message>
        <source>leave axis 0 as it is</source>
        <translation>不要改动轴 0</translation>
    </message>
    <message>
        <source>expected each sample to stay apart, got {received}</source>
        <translation>各样本应互不相混，实际为 {received}</translation>
    </message>
    <message>
        <source>leave the axis of the batch as it is</source>
        <translation>不要改动批次轴</translation>
    </message>
    <message>
        <source>expected the batch on axis {expected} or in front of it, got {received}</source>
        <translation>批次应在轴 {expected} 或其前面，实际为 {received}</translation>
    </message>
    <message>
        <source>move it to the front</source>
        <translation>将它移到最前</translation>
    </message>
    <message>
        <source>expected sizes that follow the batch evenly, got {received}</source>
        <translation>大小应随批次均匀变化，实际为 {received}</translation>
    </message>
    <message>
        <source>expected an expression of numbers and {expected}, got {text}: {received}</source>
        <translation>应为由数和 {expected} 组成的表达式，实际为 {text}：{received}</translation>
    </message>
    <message>
        <source>mend it</source>
        <translation>改正它</translation>
    </message>
    <message>
        <source>expected a value, got {text}, outside a block</source>
        <translation>块之外应为一个值，实际为 {text}</translation>
    </message>
    <message>
        <source>write a number</source>
        <translation>写一个数</translation>
    </message>
    <message>
        <source>expected layers to make a block of, got none</source>
        <translation>组成块需要有层，实际没有</translation>
    </message>
    <message>
        <source>select layers; Inputs, Outputs and losses stay outside</source>
        <translation>请选择层；Input、Output 和损失留在块外</translation>
    </message>
    <message>
        <source>expected nothing between the nodes of a block, got {received}, which leads out of it and back into it</source>
        <translation>块的节点之间不应有其他节点，实际的 {received} 从块中引出又引回</translation>
    </message>
    <message>
        <source>select {received} too</source>
        <translation>把 {received} 也选上</translation>
    </message>
    <message>
        <source>expected a layer and its shared use on the same side, got {received} apart from {owner}</source>
        <translation>一个层与它的共享使用处应在同一侧，实际 {received} 与 {owner} 分开</translation>
    </message>
    <message>
        <source>select both</source>
        <translation>两者都选上</translation>
    </message>
    <message>
        <source>expected ties that stay inside the block, got one to {received}</source>
        <translation>绑定应留在块内，实际有一个绑定到 {received}</translation>
    </message>
    <message>
        <source>select both nodes</source>
        <translation>两个节点都选上</translation>
    </message>
    <message>
        <source>expected the use of a block, got {received}</source>
        <translation>应为块的使用处，实际为 {received}</translation>
    </message>
    <message>
        <source>select a block</source>
        <translation>选择一个块</translation>
    </message>
    <message>
        <source>expected a block that is used once here, got {received}, which shares it</source>
        <translation>该块在此处应只使用一次，实际 {received} 共享了它</translation>
    </message>
    <message>
        <source>remove {received} first</source>
        <translation>先移除 {received}</translation>
    </message>
    <message>
        <source>expected a name that is free, got {received}</source>
        <translation>名称应尚未使用，实际为 {received}</translation>
    </message>
    <message>
        <source>expected a size from {first} to {last}, both even, got {received}</source>
        <translation>尺寸应在 {first} 与 {last} 之间且均为偶数，实际为 {received}</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>真或假</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>whole numbers</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数</translation>
    </message>
    <message>
        <source>numbers</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>{value} {limits}</source>
        <translation>{limits} 的{value}</translation>
    </message>
    <message>
        <source>at least {limit}</source>
        <translation>不小于 {limit}</translation>
    </message>
    <message>
        <source>above {limit}</source>
        <translation>大于 {limit}</translation>
    </message>
    <message>
        <source>at most {limit}</source>
        <translation>不大于 {limit}</translation>
    </message>
    <message>
        <source>below {limit}</source>
        <translation>小于 {limit}</translation>
    </message>
    <message>
        <source>from {first} to {last}</source>
        <translation>从 {first} 到 {last}</translation>
    </message>
    <message>
        <source>one of {choices}</source>
        <translation>{choices} 之一</translation>
    </message>
    <message>
        <source>a list of {items}</source>
        <translation>由{items}组成的列表</translation>
    </message>
    <message>
        <source>a list of {count}</source>
        <translation>{count} 项的列表</translation>
    </message>
    <message>
        <source>a list of {count} or more of {items}</source>
        <translation>由至少 {count} 个{items}组成的列表</translation>
    </message>
    <message>
        <source>a list of {count}: {items}</source>
        <translation>{count} 项的列表：{items}</translation>
    </message>
    <message>
        <source>a nested list of numbers with even lengths</source>
        <translation>各层长度一致的嵌套数值列表</translation>
    </message>
    <message>
        <source>{{&quot;column&quot;: [the value of each sample, ...], ...}} with numbers, or lists of numbers of one shape</source>
        <translation>{{&quot;列名&quot;: [每个样本的值, ...], ...}}，取数值，或形状相同的数值列表</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>a name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>an object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>a plain value</source>
        <translation>普通的值</translation>
    </message>
    <message>
        <source>a list of names</source>
        <translation>名称的列表</translation>
    </message>
    <message>
        <source>a path beside the project</source>
        <translation>项目文件旁的路径</translation>
    </message>
    <message>
        <source>{{&quot;type&quot;: &quot;int&quot;, &quot;float&quot;, &quot;bool&quot; or &quot;text&quot;, &quot;default&quot;: ...}}</source>
        <translation>{{&quot;type&quot;: &quot;int&quot;、&quot;float&quot;、&quot;bool&quot; 或 &quot;text&quot;, &quot;default&quot;: ...}}</translation>
    </message>
    <message>
        <source>{first} and {second}</source>
        <translation>{first} 且{second}</translation>
    </message>
    <message>
        <source>{first} or {second}</source>
        <translation>{first} 或 {second}</translation>
    </message>
    <message>
        <source>{first}, or {second}</source>
        <translation>{first}，或 {second}</translation>
    </message>
    <message>
        <source>{first}; {second}</source>
        <translation>{first}；{second}</translation>
    </message>
    <message>
        <source>{value}, {words}</source>
        <translation>{value}，{words}</translation>
    </message>
    <message>
        <source>scalar</source>
        <translation>标量</translation>
    </message>
    <message>
        <source>any value</source>
        <translation>任意值</translation>
    </message>
    <message>
        <source>floating-point values</source>
        <translation>浮点值</translation>
    </message>
    <message>
        <source>float32 values, as the weights are</source>
        <translation>与权重相同的 float32 值</translation>
    </message>
    <message>
        <source>whole numbers (int64 or int32)</source>
        <translation>整数（int64 或 int32）</translation>
    </message>
    <message>
        <source>whole numbers (int64)</source>
        <translation>整数（int64）</translation>
    </message>
    <message>
        <source>true or false values</source>
        <translation>布尔值（真或假）</translation>
    </message>
    <message>
        <source>{count} or more</source>
        <translation>≥ {count}</translation>
    </message>
    <message>
        <source>tensors</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>{count} values</source>
        <translation>{count} 个值</translation>
    </message>
    <message>
        <source>{count} at a batch of {batch}</source>
        <translation>{count}（批次为 {batch} 时）</translation>
    </message>
    <message>
        <source>less than half of the size ({size})</source>
        <translation>小于 size（{size}）的一半</translation>
    </message>
    <message>
        <source>at most a third of the length ({count})</source>
        <translation>不大于 length 的三分之一（{count}）</translation>
    </message>
    <message>
        <source>at most {count}, the words</source>
        <translation>不大于词数 {count}</translation>
    </message>
    <message>
        <source>a number above low ({low})</source>
        <translation>大于 low（{low}）的数</translation>
    </message>
    <message>
        <source>1 or {count} numbers</source>
        <translation>1 个或 {count} 个数</translation>
    </message>
    <message>
        <source>the first {lasting} of them go on, the rest starts as its init says</source>
        <translation>保留前 {lasting}，其余按 init 的设定初始化</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>（空）</translation>
    </message>
    <message>
        <source>none</source>
        <translation>（无）</translation>
    </message>
    <message>
        <source>infinite</source>
        <translation>∞（无穷大）</translation>
    </message>
    <message>
        <source>a value nested too deeply</source>
        <translation>嵌套过深的值</translation>
    </message>
    <message>
        <source>nested too deeply</source>
        <translation>嵌套过深</translation>
    </message>
    <message>
        <source>a huge number</source>
        <translation>极大的数</translation>
    </message>
    <message>
        <source>{reason} at line {line}, column {column}</source>
        <translation>{reason}（第 {line} 行，第 {column} 列）</translation>
    </message>
    <message>
        <source>more than {count} characters</source>
        <translation>多于 {count} 个字符</translation>
    </message>
    <message>
        <source>the name {name}</source>
        <translation>名称 {name}</translation>
    </message>
    <message>
        <source>a division by zero</source>
        <translation>除以零</translation>
    </message>
    <message>
        <source>a text that is no expression</source>
        <translation>不是表达式的文本</translation>
    </message>
    <message>
        <source>a number above {limit}</source>
        <translation>大于 {limit} 的数</translation>
    </message>
    <message>
        <source>something other than numbers, names and + - * / // %</source>
        <translation>数、名称和 + - * / // % 以外的内容</translation>
    </message>
    <message>
        <source>{value}, which is no number</source>
        <translation>{value}，它不是数</translation>
    </message>
    <message>
        <source>no regular file</source>
        <translation>不是普通文件</translation>
    </message>
    <message>
        <source>{file}: {reason}</source>
        <translation>{file}：{reason}</translation>
    </message>
    <message>
        <source>no such file</source>
        <translation>没有这个文件</translation>
    </message>
    <message>
        <source>another checksum</source>
        <translation>校验和不符</translation>
    </message>
    <message>
        <source>too little memory</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>too little is free</source>
        <translation>可用内存太少</translation>
    </message>
    <message>
        <source>SystemExit: it ends the program</source>
        <translation>SystemExit：它会结束程序</translation>
    </message>
    <message>
        <source>the process for it did not start</source>
        <translation>用于它的进程未能启动</translation>
    </message>
    <message>
        <source>ffmpeg ended with {code}</source>
        <translation>ffmpeg 以 {code} 结束</translation>
    </message>
    <message>
        <source>it writes where the answers go</source>
        <translation>它写到了返回答案的通道里</translation>
    </message>
    <message>
        <source>choose another name</source>
        <translation>选择其他名称</translation>
    </message>
    <message>
        <source>expected a block that nobody uses, got {received}, used by {names}</source>
        <translation>该块应无人使用，实际 {received} 被 {names} 使用</translation>
    </message>
    <message>
        <source>remove its uses first</source>
        <translation>先移除它的使用处</translation>
    </message>
    <message>
        <source>expected a name of letters, digits and _ that is free, got {received}</source>
        <translation>名称应由字母、数字和 _ 组成且尚未使用，实际为 {received}</translation>
    </message>
    <message>
        <source>expected a parameter that no expression uses, got {received}, used by {names}</source>
        <translation>该参数应没有表达式使用，实际 {received} 被 {names} 使用</translation>
    </message>
    <message>
        <source>change those layers first</source>
        <translation>先修改那些层</translation>
    </message>
    <message>
        <source>expected a block that does not contain itself, got {received} within itself</source>
        <translation>块不应包含自身，实际 {received} 在其自身之内</translation>
    </message>
    <message>
        <source>expected at least one Output in the block {received}</source>
        <translation>块 {received} 中至少应有一个 Output</translation>
    </message>
    <message>
        <source>add an Output to the block</source>
        <translation>在块中添加 Output</translation>
    </message>
    <message>
        <source>expected outputs of {received} that fit its inputs, so that it can be repeated</source>
        <translation>要重复 {received}，它的输出应与输入相容</translation>
    </message>
    <message>
        <source>set repeat to 1</source>
        <translation>将 repeat 设为 1</translation>
    </message>
    <message>
        <source>expected a column or a shape, got neither</source>
        <translation>应有列或形状，实际两者都没有</translation>
    </message>
    <message>
        <source>choose a column of the data, or give a shape</source>
        <translation>选择数据的一列，或给出形状</translation>
    </message>
    <message>
        <source>expected one of the columns {expected}, got {received}</source>
        <translation>列应为 {expected} 之一，实际为 {received}</translation>
    </message>
    <message>
        <source>expected one of the parameters {expected} to start, got {received}</source>
        <translation>要初始化的参数应为 {expected} 之一，实际为 {received}</translation>
    </message>
    <message>
        <source>expected a number, a list of shape {expected}, or a function of torch.nn.init for {name}, got {received}</source>
        <translation>{name} 应为一个数、形状为 {expected} 的列表，或 torch.nn.init 中的函数，实际为 {received}</translation>
    </message>
    <message>
        <source>change init</source>
        <translation>修改 init</translation>
    </message>
    <message>
        <source>expected {expected} for {name}, to tie it, got {received}</source>
        <translation>要绑定 {name}，应为 {expected}，实际为 {received}</translation>
    </message>
    <message>
        <source>tie parameters of one shape</source>
        <translation>绑定形状相同的参数</translation>
    </message>
    <message>
        <source>expected one of the data sources {expected}, got {received}</source>
        <translation>数据来源应为 {expected} 之一，实际为 {received}</translation>
    </message>
    <message>
        <source>expected one of the transforms {expected}, got {received}</source>
        <translation>变换应为 {expected} 之一，实际为 {received}</translation>
    </message>
    <message>
        <source>choose another column</source>
        <translation>选择其他列</translation>
    </message>
    <message>
        <source>expected a column of class numbers, got {received}</source>
        <translation>应为类别编号的列，实际为 {received}</translation>
    </message>
    <message>
        <source>expected class numbers from 0 to {expected} in {name}, got {received}</source>
        <translation>{name} 中的类别编号应在 0 到 {expected} 之间，实际为 {received}</translation>
    </message>
    <message>
        <source>give classes</source>
        <translation>给出 classes</translation>
    </message>
    <message>
        <source>expected columns with the same number of samples, got {received}</source>
        <translation>各列的样本数应相同，实际为 {received}</translation>
    </message>
    <message>
        <source>add what is missing</source>
        <translation>补上缺少的内容</translation>
    </message>
    <message>
        <source>expected train, validation and test to add up to 1, got {received}</source>
        <translation>训练、验证和测试的比例之和应为 1，实际为 {received}</translation>
    </message>
    <message>
        <source>change data.split</source>
        <translation>修改 data.split</translation>
    </message>
    <message>
        <source>expected training samples to fit {name} on, got none</source>
        <translation>应有训练样本供 {name} 拟合，实际没有</translation>
    </message>
    <message>
        <source>give train more than 0 in data.split</source>
        <translation>在 data.split 中将 train 设为大于 0</translation>
    </message>
    <message>
        <source>expected data of at most {expected} GiB, got {received} GiB</source>
        <translation>数据至多应为 {expected} GiB，实际为 {received} GiB</translation>
    </message>
    <message>
        <source>take fewer samples</source>
        <translation>减少样本</translation>
    </message>
    <message>
        <source>there is not enough memory for the data</source>
        <translation>没有足够的内存存放数据</translation>
    </message>
    <message>
        <source>expected the package {package}, which holds this table, got none</source>
        <translation>需要含有此数据表的软件包 {package}，实际没有</translation>
    </message>
    <message>
        <source>install it</source>
        <translation>安装它</translation>
    </message>
    <message>
        <source>expected the file {file}, got none</source>
        <translation>应有文件 {file}，实际没有</translation>
    </message>
    <message>
        <source>check the folder</source>
        <translation>检查文件夹</translation>
    </message>
    <message>
        <source>expected the file {file} in {folder}, got none</source>
        <translation>{folder} 中应有文件 {file}，实际没有</translation>
    </message>
    <message>
        <source>check data.params.folder, or remove it to download the files</source>
        <translation>检查 data.params.folder，或去掉它以便下载文件</translation>
    </message>
    <message>
        <source>could not read {file}: {reason}</source>
        <translation>无法读取 {file}：{reason}</translation>
    </message>
    <message>
        <source>check who may read it</source>
        <translation>检查读取权限</translation>
    </message>
    <message>
        <source>expected a whole gzip file, got a damaged one: {file} ({reason})</source>
        <translation>gzip 文件应完整，实际已损坏：{file}（{reason}）</translation>
    </message>
    <message>
        <source>get it again</source>
        <translation>重新获取</translation>
    </message>
    <message>
        <source>expected the numbers of the table in {file}, got: {reason}</source>
        <translation>{file} 中应为数据表的数值，实际：{reason}</translation>
    </message>
    <message>
        <source>install scikit-learn again</source>
        <translation>重新安装 scikit-learn</translation>
    </message>
    <message>
        <source>expected a whole file, got one that is cut off: {file}</source>
        <translation>文件应完整，实际被截断：{file}</translation>
    </message>
    <message>
        <source>expected an IDX file that begins with the number {expected}, got {received} in {file}</source>
        <translation>IDX 文件应以数 {expected} 开头，实际为 {received}，文件 {file}</translation>
    </message>
    <message>
        <source>is it the right file?</source>
        <translation>文件是否正确？</translation>
    </message>
    <message>
        <source>expected {expected} values, got {received} in {file}</source>
        <translation>{file} 中应有 {expected} 个值，实际为 {received}</translation>
    </message>
    <message>
        <source>expected {expected} values, got more in {file}</source>
        <translation>{file} 中应有 {expected} 个值，实际更多</translation>
    </message>
    <message>
        <source>expected {expected} labels, as many as images, got {received} in {file}</source>
        <translation>{file} 中应有与图像数相同的 {expected} 个标签，实际为 {received}</translation>
    </message>
    <message>
        <source>get both again</source>
        <translation>两者都重新获取</translation>
    </message>
    <message>
        <source>expected labels from 0 to {expected}, got {received} in {file}</source>
        <translation>{file} 中的标签应在 0 到 {expected} 之间，实际为 {received}</translation>
    </message>
    <message>
        <source>could not download {address}: {reason}</source>
        <translation>无法下载 {address}：{reason}</translation>
    </message>
    <message>
        <source>check the network, or name a folder that holds the files</source>
        <translation>检查网络连接，或指定存有文件的文件夹</translation>
    </message>
    <message>
        <source>could not download {address}: nothing came for {seconds} seconds, or too little</source>
        <translation>无法下载 {address}：{seconds} 秒内没有收到数据，或收到太少</translation>
    </message>
    <message>
        <source>expected {expected} bytes of {address}, got {received}: the connection was cut</source>
        <translation>{address} 应有 {expected} 字节，实际为 {received}：连接中断</translation>
    </message>
    <message>
        <source>try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>expected the file with its known checksum from {address}, got another one</source>
        <translation>{address} 的文件应与已知的校验和一致，实际不同</translation>
    </message>
    <message>
        <source>try again later, or name a folder that holds the files</source>
        <translation>稍后再试，或指定存有文件的文件夹</translation>
    </message>
    <message>
        <source>could not write {file}: {reason}</source>
        <translation>无法写入 {file}：{reason}</translation>
    </message>
    <message>
        <source>make room, or name a folder that holds the files</source>
        <translation>腾出空间，或指定存有文件的文件夹</translation>
    </message>
    <message>
        <source>expected a loss or an Output, got a graph that leads to neither</source>
        <translation>图应通向损失或 Output，实际两者都没有</translation>
    </message>
    <message>
        <source>add a loss to train, or an Output</source>
        <translation>添加损失以便训练，或添加 Output</translation>
    </message>
    <message>
        <source>expected a score for each of the {expected} classes of {column}, got {received}</source>
        <translation>{column} 的 {expected} 个类别应各有一个得分，实际为 {received}</translation>
    </message>
    <message>
        <source>let the last layer give {expected}</source>
        <translation>让最后一层输出 {expected} 个</translation>
    </message>
    <message>
        <source>expected losses on the main page, got {received} inside a block</source>
        <translation>损失应在主页面上，实际 {received} 在块内</translation>
    </message>
    <message>
        <source>put it behind the block</source>
        <translation>把它放在块的后面</translation>
    </message>
    <message>
        <source>expected repeat on the use of a block, got {received} on a layer</source>
        <translation>repeat 应用于块的使用处，实际用在层 {received} 上</translation>
    </message>
    <message>
        <source>make it a block</source>
        <translation>将它组成块</translation>
    </message>
    <message>
        <source>expected a layer to use again, got {received}</source>
        <translation>应为可再次使用的层，实际为 {received}</translation>
    </message>
    <message>
        <source>add another {received}</source>
        <translation>再添加一个 {received}</translation>
    </message>
    <message>
        <source>expected {name} on the node {expected}, got it where its layer is only used again</source>
        <translation>{name} 应写在节点 {expected} 上，实际写在只是再次使用该层的节点上</translation>
    </message>
    <message>
        <source>move it</source>
        <translation>移动它</translation>
    </message>
    <message>
        <source>expected a layer that can be built to use again, got {received}</source>
        <translation>要再次使用的层应能够构建，实际为 {received}</translation>
    </message>
    <message>
        <source>connect {received} first</source>
        <translation>先连接 {received}</translation>
    </message>
    <message>
        <source>expected inputs that fit the shared {expected}, got some for {received}</source>
        <translation>输入应与共享的 {expected} 相符，实际有些是 {received} 的</translation>
    </message>
    <message>
        <source>{kind} raised {reason}</source>
        <translation>{kind} 报错：{reason}</translation>
    </message>
    <message>
        <source>its code is not trusted, and does not run</source>
        <translation>它的代码未受信任，不会运行</translation>
    </message>
    <message>
        <source>expected a code of this project, got {received}</source>
        <translation>应为此项目中的代码，实际为 {received}</translation>
    </message>
    <message>
        <source>write it, or remove the node</source>
        <translation>写出它，或移除该节点</translation>
    </message>
    <message>
        <source>expected a name for code of letters, digits and _ that begins with a letter, got {received}</source>
        <translation>代码的名称应由字母、数字和 _ 组成，以字母开头，实际为 {received}</translation>
    </message>
    <message>
        <source>rename the code</source>
        <translation>重命名该代码</translation>
    </message>
    <message>
        <source>line {line}: {reason}</source>
        <translation>第 {line} 行：{reason}</translation>
    </message>
    <message>
        <source>expected at most {expected} characters of code, got {received}</source>
        <translation>代码至多应为 {expected} 个字符，实际为 {received}</translation>
    </message>
    <message>
        <source>shorten the code</source>
        <translation>缩短代码</translation>
    </message>
    <message>
        <source>line {line}: an import from __future__ has to come first in a file, and this code does not</source>
        <translation>第 {line} 行：from __future__ 的导入必须位于文件最前，而这段代码不在最前</translation>
    </message>
    <message>
        <source>remove the line</source>
        <translation>去掉该行</translation>
    </message>
    <message>
        <source>line {line}: expected the names that are imported, got *</source>
        <translation>第 {line} 行：应写出所导入的名称，实际为 *</translation>
    </message>
    <message>
        <source>name what is needed</source>
        <translation>写出所需的名称</translation>
    </message>
    <message>
        <source>line {line}: expected a class that is an nn.Module, a function or an expression, got none</source>
        <translation>第 {line} 行：应为 nn.Module 类、函数或表达式，实际没有</translation>
    </message>
    <message>
        <source>begin with class Name(nn.Module):, def name(x): or an expression such as x * 2</source>
        <translation>以 class Name(nn.Module):、def name(x): 或 x * 2 这样的表达式开头</translation>
    </message>
    <message>
        <source>line {line}: expected the name {expected}, got {received}</source>
        <translation>第 {line} 行：名称应为 {expected}，实际为 {received}</translation>
    </message>
    <message>
        <source>give it the name {expected}</source>
        <translation>将名称改为 {expected}</translation>
    </message>
    <message>
        <source>line {line}: {name} is defined already by {received}</source>
        <translation>第 {line} 行：{name} 已由 {received} 定义</translation>
    </message>
    <message>
        <source>line {line}: expected a method forward in {name}, got none</source>
        <translation>第 {line} 行：{name} 中应有 forward 方法，实际没有</translation>
    </message>
    <message>
        <source>add def forward(self, x):</source>
        <translation>添加 def forward(self, x):</translation>
    </message>
    <message>
        <source>line {line}: expected self as the first argument of a method, got none</source>
        <translation>第 {line} 行：方法的第一个参数应为 self，实际没有</translation>
    </message>
    <message>
        <source>add self</source>
        <translation>加上 self</translation>
    </message>
    <message>
        <source>line {line}: expected inputs with names, got *{name}</source>
        <translation>第 {line} 行：输入应逐一命名，实际为 *{name}</translation>
    </message>
    <message>
        <source>name each input</source>
        <translation>为每个输入命名</translation>
    </message>
    <message>
        <source>line {line}: expected {name} to return a tensor, it returns nothing</source>
        <translation>第 {line} 行：{name} 应返回张量，实际没有返回值</translation>
    </message>
    <message>
        <source>add a return</source>
        <translation>添加 return</translation>
    </message>
    <message>
        <source>line {line}: expected {expected} values as in the other returns, got {received}</source>
        <translation>第 {line} 行：应与其他 return 一样返回 {expected} 个值，实际为 {received}</translation>
    </message>
    <message>
        <source>return equally many everywhere</source>
        <translation>让各处返回的个数相同</translation>
    </message>
    <message>
        <source>line {line}: expected a type or a default for {name}, such as {name}: int, got none that makes a field</source>
        <translation>第 {line} 行：{name} 应有类型或默认值，例如 {name}: int，实际没有能构成参数的</translation>
    </message>
    <message>
        <source>write {name}: int, float, bool, str or tuple[int, ...]</source>
        <translation>写成 {name}: int、float、bool、str 或 tuple[int, ...]</translation>
    </message>
    <message>
        <source>line {line}: a parameter may not be called {name} here</source>
        <translation>第 {line} 行：此处参数不能命名为 {name}</translation>
    </message>
    <message>
        <source>call it otherwise</source>
        <translation>换一个名称</translation>
    </message>
    <message>
        <source>line {line} of {kind}: {reason}</source>
        <translation>{kind} 第 {line} 行：{reason}</translation>
    </message>
    <message>
        <source>see the code of {kind}</source>
        <translation>请看 {kind} 的代码</translation>
    </message>
    <message>
        <source>expected {expected} from {kind}, got {received}</source>
        <translation>{kind} 应返回：{expected}；实际为：{received}</translation>
    </message>
    <message>
        <source>return tensors, as many as in the text</source>
        <translation>返回张量，个数与代码中所写一致</translation>
    </message>
    <message>
        <source>the code of {kind} ends the program</source>
        <translation>{kind} 的代码会结束程序</translation>
    </message>
    <message>
        <source>remove the call that exits</source>
        <translation>去掉退出程序的调用</translation>
    </message>
    <message>
        <source>the code of {kind} had not ended after {seconds} seconds, with a tiny input</source>
        <translation>{kind} 的代码在很小的输入上运行了 {seconds} 秒仍未结束</translation>
    </message>
    <message>
        <source>does a loop in it never end?</source>
        <translation>其中是否有不会结束的循环？</translation>
    </message>
    <message>
        <source>the code of {kind} wants more memory than there is: {reason}</source>
        <translation>{kind} 的代码需要的内存超过了可用内存：{reason}</translation>
    </message>
    <message>
        <source>make less at once</source>
        <translation>减少一次生成的数据量</translation>
    </message>
    <message>
        <source>the code of {kind} could not be tried: {reason}</source>
        <translation>无法试运行 {kind} 的代码：{reason}</translation>
    </message>
    <message>
        <source>check the project again</source>
        <translation>再次检查项目</translation>
    </message>
    <message>
        <source>the code of {kind} is being tried</source>
        <translation>正在试运行 {kind} 的代码</translation>
    </message>
    <message>
        <source>this takes a moment</source>
        <translation>请稍候</translation>
    </message>
    <message>
        <source>expected layers of one kind to share weights, got {received} beside {expected}</source>
        <translation>共享权重的层应为同一类型，实际除 {expected} 外还有 {received}</translation>
    </message>
    <message>
        <source>select layers of one kind</source>
        <translation>选择同一类型的层</translation>
    </message>
    <message>
        <source>expected {expected} as {name} of {other}, which {owner} has, got {received}</source>
        <translation>{other} 的 {name} 应与 {owner} 相同，为 {expected}，实际为 {received}</translation>
    </message>
    <message>
        <source>give both the same {name} first</source>
        <translation>先让两者的 {name} 相同</translation>
    </message>
    <message>
        <source>see the line of the generated code</source>
        <translation>请看生成代码中的对应行</translation>
    </message>
    <message>
        <source>expected a loss to minimize, got a graph without one</source>
        <translation>应有要最小化的损失，实际图中没有</translation>
    </message>
    <message>
        <source>add a loss and connect it</source>
        <translation>添加损失并将它连上</translation>
    </message>
    <message>
        <source>expected an Input that reads a column of the data, got none</source>
        <translation>应有读取数据列的 Input，实际没有</translation>
    </message>
    <message>
        <source>add an Input</source>
        <translation>添加 Input</translation>
    </message>
    <message>
        <source>expected samples to train on, got an empty training part</source>
        <translation>应有训练样本，实际训练集为空</translation>
    </message>
    <message>
        <source>change the split</source>
        <translation>修改划分</translation>
    </message>
    <message>
        <source>expected weights to train, got none that are not frozen</source>
        <translation>应有可训练的权重，实际没有未冻结的权重</translation>
    </message>
    <message>
        <source>add a layer that has weights, or unfreeze one</source>
        <translation>添加一个带权重的层，或将某个层解除冻结</translation>
    </message>
    <message>
        <source>expected a device that is there, got {received}</source>
        <translation>设备应当存在，实际为 {received}</translation>
    </message>
    <message>
        <source>choose auto or cpu</source>
        <translation>选择 auto 或 cpu</translation>
    </message>
    <message>
        <source>expected weights that fit into memory, got {received} GiB of them</source>
        <translation>权重应能放入内存，实际有 {received} GiB</translation>
    </message>
    <message>
        <source>make the network smaller</source>
        <translation>缩小网络</translation>
    </message>
    <message>
        <source>the memory ran out: {reason}</source>
        <translation>内存不足：{reason}</translation>
    </message>
    <message>
        <source>make the batch or the network smaller</source>
        <translation>减小批大小或缩小网络</translation>
    </message>
    <message>
        <source>the training step raised {reason}</source>
        <translation>训练步骤报错：{reason}</translation>
    </message>
    <message>
        <source>the step was given up before it ended</source>
        <translation>这一步尚未结束就被放弃了</translation>
    </message>
    <message>
        <source>does a loop in the project&apos;s code never end?</source>
        <translation>项目的代码中是否有永不结束的循环？</translation>
    </message>
    <message>
        <source>the step was given up in line {line} of {kind}</source>
        <translation>这一步在 {kind} 的第 {line} 行被放弃</translation>
    </message>
    <message>
        <source>the loss became {loss}</source>
        <translation>损失变成了 {loss}</translation>
    </message>
    <message>
        <source>lower the learning rate, reset the weights, and train again</source>
        <translation>降低学习率，重置权重，重新训练</translation>
    </message>
    <message>
        <source>the loss became {loss}: {kind} is the first with a value that is no number</source>
        <translation>损失变成了 {loss}：{kind} 最先出现了非数值</translation>
    </message>
    <message>
        <source>the loss became {loss}: the weights {names} are no numbers any more</source>
        <translation>损失变成了 {loss}：权重 {names} 已不是数值</translation>
    </message>
    <message>
        <source>lower the learning rate</source>
        <translation>降低学习率</translation>
    </message>
    <message>
        <source>expected samples in the {name} part of the data, got none</source>
        <translation>数据的{name}部分应有样本，实际没有</translation>
    </message>
    <message>
        <source>choose another part, or change the split</source>
        <translation>选择其他部分，或修改划分</translation>
    </message>
    <message>
        <source>expected samples from 0 to {last} of the {name} part, got {first} to {received}</source>
        <translation>{name}部分的样本应在 0 到 {last} 之间，实际为 {first} 到 {received}</translation>
    </message>
    <message>
        <source>choose others</source>
        <translation>选择其他样本</translation>
    </message>
    <message>
        <source>expected numbers from {kind}, got NaN</source>
        <translation>{kind} 应输出数值，实际为 NaN</translation>
    </message>
    <message>
        <source>look at what enters it; lower the learning rate, or reset the weights</source>
        <translation>检查它的输入；降低学习率，或重置权重</translation>
    </message>
    <message>
        <source>expected a gradient of numbers from {kind}, got NaN</source>
        <translation>{kind} 的梯度应为数值，实际为 NaN</translation>
    </message>
    <message>
        <source>look at what enters it and what comes back</source>
        <translation>检查它的输入和传回的梯度</translation>
    </message>
    <message>
        <source>expected at least {expected} of the gradient that the losses send back, got {received} behind {kind}</source>
        <translation>{kind} 之后至少应保有损失所传回梯度的 {expected}，实际为 {received}</translation>
    </message>
    <message>
        <source>on the way it shrinks most at {place} (gain {gain}); use ReLU, other first weights, a normalization or skips</source>
        <translation>途中在 {place} 处缩小得最多（增益 {gain}）；可使用 ReLU、其他初始权重、归一化或跳跃连接</translation>
    </message>
    <message>
        <source>expected at most {expected} times the gradient that the losses send back, got {received} behind {kind}</source>
        <translation>{kind} 之后至多应为损失所传回梯度的 {expected} 倍，实际为 {received}</translation>
    </message>
    <message>
        <source>on the way it grows most at {place} (gain {gain}); use smaller first weights, a normalization or clipping</source>
        <translation>途中在 {place} 处增大得最多（增益 {gain}）；可使用更小的初始权重、归一化或梯度裁剪</translation>
    </message>
    <message>
        <source>expected units of {kind} that are not dead, got {received} of {count} that are 0 for all {values} values</source>
        <translation>{kind} 的单元不应失活，实际 {count} 个中有 {received} 个对全部 {values} 个值都为 0</translation>
    </message>
    <message>
        <source>use other first weights in the layer before it, LeakyReLU, a normalization or a lower learning rate</source>
        <translation>可对前面的层使用其他初始权重，或使用 LeakyReLU、归一化、更低的学习率</translation>
    </message>
    <message>
        <source>expected less than {expected} of the values of {kind} where it is flat, got {received}</source>
        <translation>{kind} 处于平坦区的值应少于 {expected}，实际为 {received}</translation>
    </message>
    <message>
        <source>normalize what enters it, or use smaller first weights in the layer before it</source>
        <translation>对它的输入做归一化，或对前面的层使用更小的初始权重</translation>
    </message>
    <message>
        <source>expected a gradient at the weights of {kind}, got none: it does not learn</source>
        <translation>{kind} 的权重应有梯度，实际没有：它没有在学习</translation>
    </message>
    <message>
        <source>look behind it for what stops it</source>
        <translation>在它之后查找阻断梯度的原因</translation>
    </message>
    <message>
        <source>expected an update of about {usual} of the weights of {kind}, got {received}: it does not learn</source>
        <translation>{kind} 的权重更新应约为 {usual}，实际为 {received}：它没有在学习</translation>
    </message>
    <message>
        <source>raise the learning rate, or let more gradient reach it</source>
        <translation>提高学习率，或让更多梯度到达它</translation>
    </message>
    <message>
        <source>expected an update of about {usual} of the weights, got {received}: no layer learns</source>
        <translation>权重的更新应约为 {usual}，实际为 {received}：没有层在学习</translation>
    </message>
    <message>
        <source>raise the learning rate</source>
        <translation>提高学习率</translation>
    </message>
    <message>
        <source>expected an update of about {usual} of the weights of {kind}, got {received}</source>
        <translation>{kind} 的权重更新应约为 {usual}，实际为 {received}</translation>
    </message>
    <message>
        <source>expected an update of about {usual} of the weights, got {received}</source>
        <translation>权重的更新应约为 {usual}，实际为 {received}</translation>
    </message>
    <message>
        <source>expected weights that learn, got {count} that are frozen</source>
        <translation>权重应能学习，实际有 {count} 个已冻结</translation>
    </message>
    <message>
        <source>unfreeze it, or let it be</source>
        <translation>解除冻结，或保持现状</translation>
    </message>
    <message>
        <source>expected finite values from {kind}, got the first {received} ones</source>
        <translation>{kind} 的值应为有限值，实际最先出现 {received}</translation>
    </message>
    <message>
        <source>look at what enters it</source>
        <translation>检查它的输入</translation>
    </message>
    <message>
        <source>expected a finite gradient from {kind}, got the first {received} one</source>
        <translation>{kind} 的梯度应为有限值，实际最先出现 {received}</translation>
    </message>
    <message>
        <source>its slope is none at what enters it</source>
        <translation>在它的输入处斜率不存在</translation>
    </message>
    <message>
        <source>expected finite weights in {kind}, got {received} ones in {name}</source>
        <translation>{kind} 的权重应为有限值，实际 {name} 中有 {received}</translation>
    </message>
    <message>
        <source>lower the learning rate, reset the weights</source>
        <translation>降低学习率，重置权重</translation>
    </message>
    <message>
        <source>expected QUANTITY:NODE.NAME[INDEX] with one of {expected}, got {received}</source>
        <translation>应为 QUANTITY:NODE.NAME[INDEX]，其中取 {expected} 之一，实际为 {received}</translation>
    </message>
    <message>
        <source>for example {example}</source>
        <translation>例如 {example}</translation>
    </message>
    <message>
        <source>expected a number of the step, got {received}</source>
        <translation>应为该步中的一个数，实际为 {received}</translation>
    </message>
    <message>
        <source>expected PATH=VALUE for --set, got {received}</source>
        <translation>--set 应为 PATH=VALUE，实际为 {received}</translation>
    </message>
    <message>
        <source>for example training.epochs=5</source>
        <translation>例如 training.epochs=5</translation>
    </message>
    <message>
        <source>expected a path of the project file for --set, got {received}</source>
        <translation>--set 应为项目文件中的路径，实际为 {received}</translation>
    </message>
    <message>
        <source>expected a number of a usual size for --set {name}, got one that is far too large</source>
        <translation>--set {name} 的数应大小正常，实际大得过分</translation>
    </message>
    <message>
        <source>expected a plain value for --set {name}, got one nested too deeply</source>
        <translation>--set {name} 应为简单的值，实际嵌套过深</translation>
    </message>
    <message>
        <source>expected nodes of this project for --nodes, got {received}</source>
        <translation>--nodes 应为此项目的节点，实际为 {received}</translation>
    </message>
    <message>
        <source>choose another --split, or change data.split</source>
        <translation>选择其他 --split，或修改 data.split</translation>
    </message>
    <message>
        <source>choose another --index or --batch</source>
        <translation>选择其他 --index 或 --batch</translation>
    </message>
    <message>
        <source>expected one of the templates {expected}, got {received}</source>
        <translation>模板应为 {expected} 之一，实际为 {received}</translation>
    </message>
    <message>
        <source>expected the name of a file that is not there yet</source>
        <translation>应为尚不存在的文件名</translation>
    </message>
    <message>
        <source>choose another, or give --force</source>
        <translation>选择其他文件名，或加上 --force</translation>
    </message>
    <message>
        <source>expected a file for the code, got one that ends in {received}</source>
        <translation>代码文件的扩展名不应为 {received}</translation>
    </message>
    <message>
        <source>end it in .py</source>
        <translation>以 .py 结尾</translation>
    </message>
    <message>
        <source>expected a folder without a run in it, got {received}</source>
        <translation>文件夹中不应已有运行，实际为 {received}</translation>
    </message>
    <message>
        <source>choose another, or give --continue to go on with it</source>
        <translation>选择其他文件夹，或加上 --continue 接着运行</translation>
    </message>
    <message>
        <source>expected a file that ends in {expected}, got {received}</source>
        <translation>文件应以 {expected} 结尾，实际为 {received}</translation>
    </message>
    <message>
        <source>choose another ending</source>
        <translation>选择其他扩展名</translation>
    </message>
    <message>
        <source>expected design, loss, end or PHASE:NODE for --at, got {received}</source>
        <translation>--at 应为 design、loss、end 或 PHASE:NODE，实际为 {received}</translation>
    </message>
    <message>
        <source>for example backward:fc1</source>
        <translation>例如 backward:fc1</translation>
    </message>
    <message>
        <source>expected a node of this project for --at, got {received}</source>
        <translation>--at 应为此项目的节点，实际为 {received}</translation>
    </message>
    <message>
        <source>expected a moment of this step for --at, got {received}</source>
        <translation>--at 应为该步的一个时刻，实际为 {received}</translation>
    </message>
    <message>
        <source>it has {expected}</source>
        <translation>该步有 {expected}</translation>
    </message>
    <message>
        <source>for example 1280x720</source>
        <translation>例如 1280x720</translation>
    </message>
    <message>
        <source>expected {expected} pixels a side at most, got {received}</source>
        <translation>每边至多应为 {expected} 像素，实际为 {received}</translation>
    </message>
    <message>
        <source>make the scale smaller</source>
        <translation>减小缩放比例</translation>
    </message>
    <message>
        <source>expected the package imageio-ffmpeg to write MP4, got none</source>
        <translation>写出 MP4 需要软件包 imageio-ffmpeg，实际没有</translation>
    </message>
    <message>
        <source>install it, or write a GIF</source>
        <translation>安装它，或写出 GIF</translation>
    </message>
    <message>
        <source>the film could not be encoded: {reason}</source>
        <translation>无法编码影片：{reason}</translation>
    </message>
    <message>
        <source>write a GIF, or install imageio-ffmpeg again</source>
        <translation>写出 GIF，或重新安装 imageio-ffmpeg</translation>
    </message>
    <message>
        <source>expected saved weights to continue from, got none</source>
        <translation>应有已保存的权重以便继续，实际没有</translation>
    </message>
    <message>
        <source>train with --save first, or leave --continue out</source>
        <translation>先用 --save 训练，或去掉 --continue</translation>
    </message>
    <message>
        <source>expected a state of this network and its optimizer, got that of another</source>
        <translation>应为此网络及其优化器的状态，实际属于另一个</translation>
    </message>
    <message>
        <source>branch from it, or undo what was changed since</source>
        <translation>从它分支，或撤销此后的更改</translation>
    </message>
    <message>
        <source>expected the kept state of step {step}, but it was given up for newer ones</source>
        <translation>应有第 {step} 步的保留状态，但它已让位给更新的状态</translation>
    </message>
    <message>
        <source>go to another state; with more memory more of them are kept</source>
        <translation>转到其他状态；内存更多时可保留更多状态</translation>
    </message>
    <message>
        <source>expected to come to step {step} again, got to step {received}</source>
        <translation>应再次到达第 {step} 步，实际到达第 {received} 步</translation>
    </message>
    <message>
        <source>go back to an earlier step</source>
        <translation>回到更早的一步</translation>
    </message>
    <message>
        <source>expected a run to go on with in {folder}, got: {received}</source>
        <translation>{folder} 中应有可继续的运行，实际：{received}</translation>
    </message>
    <message>
        <source>choose another folder</source>
        <translation>选择其他文件夹</translation>
    </message>
    <message>
        <source>something unforeseen happened: {reason}</source>
        <translation>发生了意外情况：{reason}</translation>
    </message>
    <message>
        <source>please report it</source>
        <translation>请报告此问题</translation>
    </message>
</context>
<context>
    <name>ProblemsPanel</name>
    <message>
        <source>No problems. What is wrong with the network, its data or its training will be listed here.</source>
        <translation>没有问题。网络、数据或训练中出现的问题会列在这里。</translation>
    </message>
</context>
<context>
    <name>ProjectPage</name>
    <message>
        <source>The name of the project, and of the class in its code.</source>
        <translation>项目的名称，也是网络在代码中的类名。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Select a layer to see and change it.</source>
        <translation>选择一个层，即可查看和修改。</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Edges</source>
        <translation>连线</translation>
    </message>
    <message>
        <source>Blocks</source>
        <translation>块</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Multiply-adds</source>
        <translation>乘加次数</translation>
    </message>
</context>
<context>
    <name>QAbstractFileIconProvider</name>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>&amp;Look in:</source>
        <translation>查找范围(&amp;L)：</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>文件类型(&amp;T)：</translation>
    </message>
    <message>
        <source>Show </source>
        <translation>显示</translation>
    </message>
</context>
<context>
    <name>QuickSearch</name>
    <message>
        <source>No layer is found by this name</source>
        <translation>没有这个名称的层</translation>
    </message>
</context>
<context>
    <name>Rearranging</name>
    <message>
        <source>Several values enter {names}: it is not clear which of them shall go on</source>
        <translation>有多个值进入 {names}：无法确定其中哪个应继续传递</translation>
    </message>
    <message>
        <source>Several values leave {names}: it is not clear what shall take their place</source>
        <translation>有多个值从 {names} 引出：无法确定用什么代替它们</translation>
    </message>
</context>
<context>
    <name>RecoveryOffer</name>
    <message>
        <source>Not all of {name} could be restored</source>
        <translation>{name} 未能全部恢复</translation>
    </message>
</context>
<context>
    <name>RunDisplay</name>
    <message>
        <source>{device}, {count} threads</source>
        <translation>{device}，{count} 个线程</translation>
    </message>
    <message>
        <source>{device}, 1 thread</source>
        <translation>{device}，1 个线程</translation>
    </message>
</context>
<context>
    <name>SamplePicker</name>
    <message>
        <source>From the data</source>
        <translation>取自数据</translation>
    </message>
    <message>
        <source>Typed in</source>
        <translation>手动输入</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>First sample</source>
        <translation>第一个样本</translation>
    </message>
    <message>
        <source>How many at once</source>
        <translation>一次几个</translation>
    </message>
    <message>
        <source>Shown on the cards</source>
        <translation>卡片上显示的样本</translation>
    </message>
    <message>
        <source>Step through it</source>
        <translation>逐步查看</translation>
    </message>
    <message>
        <source>{name}: expected as many samples as in {first}, {expected}, got {received}</source>
        <translation>{name}：样本数应与 {first} 相同，为 {expected}，实际为 {received}</translation>
    </message>
    <message>
        <source>numbers in brackets, shape {shape}</source>
        <translation>方括号中的数，形状 {shape}</translation>
    </message>
    <message>
        <source>No Input reads a column.</source>
        <translation>没有 Input 读取数据列。</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Scales each step by the sizes of past steps and gradients, and so needs no learning rate (Zeiler, 2012).</source>
        <translation>按以往步长与梯度的大小缩放每一步，因此不需要学习率 (Zeiler, 2012)。</translation>
    </message>
    <message>
        <source>Adam&apos;s scaling in little memory: of each matrix only row and column sums are kept (Shazeer and Stern, 2018).</source>
        <translation>以很少的内存实现 Adam 的缩放：每个矩阵只保留行和与列和 (Shazeer and Stern, 2018)。</translation>
    </message>
    <message>
        <source>Takes smaller steps for weights whose gradients were large so far (Duchi, Hazan and Singer, 2011).</source>
        <translation>对以往梯度较大的权重采用较小的步长 (Duchi, Hazan and Singer, 2011)。</translation>
    </message>
    <message>
        <source>Follows the mean of the gradients, divided by the root of their mean square (Kingma and Ba, 2014).</source>
        <translation>沿梯度的滑动平均前进，除以均方的平方根 (Kingma and Ba, 2014)。</translation>
    </message>
    <message>
        <source>Adam that shrinks the weights apart from the gradient step (Loshchilov and Hutter, 2017).</source>
        <translation>将权重的缩小与梯度步分开的 Adam (Loshchilov and Hutter, 2017)。</translation>
    </message>
    <message>
        <source>Adam that divides by the largest recent gradient instead of a mean square (Kingma and Ba, 2014).</source>
        <translation>除以最近的最大梯度而不是均方的 Adam (Kingma and Ba, 2014)。</translation>
    </message>
    <message>
        <source>Plain descent that also keeps the average of the weights it passed (Polyak and Juditsky, 1992).</source>
        <translation>普通的梯度下降，并保留所经过权重的平均值 (Polyak and Juditsky, 1992)。</translation>
    </message>
    <message>
        <source>Adam with a look ahead, after Nesterov (Dozat, 2016).</source>
        <translation>带有 Nesterov 式前瞻的 Adam (Dozat, 2016)。</translation>
    </message>
    <message>
        <source>Adam that holds back in its first steps, while its mean square is still uncertain (Liu and others, 2019).</source>
        <translation>在最初几步、均方尚不可靠时有所收敛的 Adam (Liu and others, 2019)。</translation>
    </message>
    <message>
        <source>Divides the gradient by the root of its recent mean square (Hinton, lecture 6e, 2012; centered: Graves, 2013).</source>
        <translation>将梯度除以近期均方的平方根 (Hinton, lecture 6e, 2012; centered: Graves, 2013)。</translation>
    </message>
    <message>
        <source>Looks only at the signs of the gradients, for whole data sets at once (Riedmiller and Braun, 1993).</source>
        <translation>只看梯度的符号，一次使用整个数据集 (Riedmiller and Braun, 1993)。</translation>
    </message>
    <message>
        <source>Plain stochastic gradient descent, with momentum if wanted (Robbins and Monro, 1951; Sutskever et al., 2013).</source>
        <translation>普通的随机梯度下降，可加动量 (Robbins and Monro, 1951; Sutskever et al., 2013)。</translation>
    </message>
    <message>
        <source>Makes each step of a matrix orthogonal, so that all directions learn alike (Jordan and others, 2024).</source>
        <translation>使矩阵的每一步都正交，让各个方向学得一样快 (Jordan and others, 2024)。</translation>
    </message>
    <message>
        <source>Multiplies the learning rate by gamma every step_size epochs.</source>
        <translation>每 step_size 轮将学习率乘以 gamma。</translation>
    </message>
    <message>
        <source>Multiplies the learning rate by gamma after each of the named epochs.</source>
        <translation>在每个指定的轮之后将学习率乘以 gamma。</translation>
    </message>
    <message>
        <source>Holds the learning rate at a part of its value for some epochs, then lets it go.</source>
        <translation>在若干轮内让学习率保持为原值的一个比例，然后恢复。</translation>
    </message>
    <message>
        <source>Leads the learning rate from one part of its value to another in a straight line: a warm-up.</source>
        <translation>让学习率沿直线从原值的一个比例变到另一个比例：预热。</translation>
    </message>
    <message>
        <source>Multiplies the learning rate by gamma after every epoch.</source>
        <translation>每轮之后将学习率乘以 gamma。</translation>
    </message>
    <message>
        <source>Leads the learning rate to zero along a power of the epochs that are left.</source>
        <translation>让学习率按剩余轮数的幂降到零。</translation>
    </message>
    <message>
        <source>Leads the learning rate to eta_min along half a cosine (Loshchilov and Hutter, 2016).</source>
        <translation>让学习率沿半个余弦降到 eta_min (Loshchilov and Hutter, 2016)。</translation>
    </message>
    <message>
        <source>Falls along half a cosine, then starts from the top again (Loshchilov and Hutter, 2016).</source>
        <translation>沿半个余弦下降，然后重新从最高处开始 (Loshchilov and Hutter, 2016)。</translation>
    </message>
    <message>
        <source>Rises to max_lr, then falls far below the start, in one cycle over all steps (Smith and Topin, 2017).</source>
        <translation>先升至 max_lr，再降到远低于起点处，全部步数为一个周期 (Smith and Topin, 2017)。</translation>
    </message>
    <message>
        <source>Multiplies the learning rate by factor when the validation loss has not fallen for patience epochs.</source>
        <translation>当验证损失连续 patience 轮没有下降时，将学习率乘以 factor。</translation>
    </message>
</context>
<context>
    <name>SettingsPanel</name>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>How the weights follow their gradients.</source>
        <translation>权重如何随梯度变化。</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>学习率调度</translation>
    </message>
    <message>
        <source>How the learning rate changes while the network trains.</source>
        <translation>训练过程中学习率如何变化。</translation>
    </message>
    <message>
        <source>Clipping</source>
        <translation>梯度裁剪</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
</context>
<context>
    <name>SeveralPage</name>
    <message>
        <source>Frozen parameters are not updated.</source>
        <translation>冻结的参数不会更新。</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>Kinds</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>开销</translation>
    </message>
    <message>
        <source>{count} nodes</source>
        <translation>{count} 个节点</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Multiply-adds</source>
        <translation>乘加次数</translation>
    </message>
</context>
<context>
    <name>Sources</name>
    <message>
        <source>Samples written into the project itself, column by column.</source>
        <translation>写在项目文件中的样本，逐列给出。</translation>
    </message>
    <message>
        <source>Points on two circles, one inside the other: the classes cannot be told apart by a straight line.</source>
        <translation>两个同心圆上的点：无法用直线将两类分开。</translation>
    </message>
    <message>
        <source>Points on two half circles that reach into each other.</source>
        <translation>两个相互嵌入的半圆上的点。</translation>
    </message>
    <message>
        <source>Points on spiral arms that wind around each other, one class an arm.</source>
        <translation>相互缠绕的旋臂上的点，每条旋臂为一类。</translation>
    </message>
    <message>
        <source>Points in four quarters of a square; opposite quarters are of the same class.</source>
        <translation>正方形四个象限中的点；相对的象限属于同一类。</translation>
    </message>
    <message>
        <source>Points in round clouds, one class a cloud, whose centres lie on a circle.</source>
        <translation>圆形点云中的点，每个点云为一类，其中心位于一个圆上。</translation>
    </message>
    <message>
        <source>Points with the height of a tilted plane, (x + y) / 2: what a single linear layer can fit.</source>
        <translation>以倾斜平面的高度 (x + y) / 2 为目标的点：单个线性层即可拟合。</translation>
    </message>
    <message>
        <source>Points with the height of a wavy surface, sin(f x) cos(f y): what takes a hidden layer.</source>
        <translation>以波状曲面的高度 sin(f x) cos(f y) 为目标的点：需要隐藏层。</translation>
    </message>
    <message>
        <source>1,797 handwritten digits of 8 x 8 pixels.</source>
        <translation>1,797 个 8 x 8 像素的手写数字。</translation>
    </message>
    <message>
        <source>150 flowers of three kinds of iris: length and width of sepal and petal, in cm.</source>
        <translation>三种鸢尾花共 150 朵：花萼和花瓣的长与宽，单位厘米。</translation>
    </message>
    <message>
        <source>178 wines from three growers: thirteen chemical measurements.</source>
        <translation>三个种植者的 178 种葡萄酒：十三项化学测量。</translation>
    </message>
    <message>
        <source>569 tumours, malignant (0) or benign (1): thirty measurements of cell nuclei.</source>
        <translation>569 个肿瘤，恶性 (0) 或良性 (1)：细胞核的三十项测量。</translation>
    </message>
    <message>
        <source>442 patients with diabetes: ten measurements, and the progression of the disease after a year.</source>
        <translation>442 名糖尿病患者：十项测量，以及一年后的病情进展。</translation>
    </message>
    <message>
        <source>70,000 handwritten digits of 28 x 28 pixels, 10,000 of them for testing.</source>
        <translation>70,000 个 28 x 28 像素的手写数字，其中 10,000 个用于测试。</translation>
    </message>
    <message>
        <source>70,000 pictures of clothes of 28 x 28 pixels, 10,000 of them for testing.</source>
        <translation>70,000 幅 28 x 28 像素的服装图像，其中 10,000 幅用于测试。</translation>
    </message>
    <message>
        <source>Standard normal inputs of any shape, with numbers or classes that a fixed random network gives them.</source>
        <translation>任意形状的标准正态输入，由固定的随机网络给出数值或类别。</translation>
    </message>
    <message>
        <source>Ten simple forms in colour on a dark, noisy ground.</source>
        <translation>暗色噪声背景上的十种彩色简单图形。</translation>
    </message>
    <message>
        <source>Two pictures of simple forms in colour, and 1 where they show the same form, 0 where they do not.</source>
        <translation>两幅彩色简单图形的图像；图形相同则为 1，不同则为 0。</translation>
    </message>
    <message>
        <source>Grey pictures of round cells with a bright wall on a noisy ground; the mask says which pixels are cell.</source>
        <translation>噪声背景上带亮壁的圆形细胞的灰度图像；掩码指出哪些像素属于细胞。</translation>
    </message>
    <message>
        <source>Noisy waves of a few frequencies; the class is how often the wave goes up and down.</source>
        <translation>几种频率的带噪声的波；类别为波起伏的次数。</translation>
    </message>
    <message>
        <source>Texts of numbered words: each word is followed by one of four others, the first of them most often.</source>
        <translation>由编号的词组成的文本：每个词后面跟随另外四个词之一，其中第一个最常见。</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>The beginning</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>{phase}, step {number} of {count}</source>
        <translation>{phase}，第 {number} 步，共 {count} 步</translation>
    </message>
    <message>
        <source>nothing has been computed yet</source>
        <translation>尚未计算任何内容</translation>
    </message>
    <message>
        <source>{node} brings {values}</source>
        <translation>{node} 给出 {values}</translation>
    </message>
    <message>
        <source>{node} computes {values}</source>
        <translation>{node} 算出：{values}</translation>
    </message>
    <message>
        <source>{node} measures {values}</source>
        <translation>{node} 测得 {values}</translation>
    </message>
    <message>
        <source>{values} to {node}</source>
        <translation>将 {values} 传给 {node}</translation>
    </message>
    <message>
        <source>{node} receives {values}</source>
        <translation>{node} 收到 {values}</translation>
    </message>
    <message>
        <source>{node} hands {values}</source>
        <translation>{node} 传出 {values}</translation>
    </message>
    <message>
        <source>{node} receives {values}, hands {handed}</source>
        <translation>{node} 收到 {values}，传出 {handed}</translation>
    </message>
    <message>
        <source>{name} from {before} to {after}</source>
        <translation>{name} 从 {before} 变为 {after}</translation>
    </message>
    <message>
        <source>{name} by at most {size}</source>
        <translation>{name} 变化至多 {size}</translation>
    </message>
    <message>
        <source>{node} changes {values}</source>
        <translation>{node} 更新：{values}</translation>
    </message>
    <message>
        <source>norm {norm}</source>
        <translation>范数 {norm}</translation>
    </message>
    <message>
        <source>a gradient of norm {norm}</source>
        <translation>范数为 {norm} 的梯度</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前向</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Backward</source>
        <translation>反向</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>{count} values from {low} to {high}</source>
        <translation>从 {low} 到 {high} 的 {count} 个值</translation>
    </message>
    <message>
        <source>{first} and {last}</source>
        <translation>{first} 和 {last}</translation>
    </message>
    <message>
        <source>{quantity} of {node}</source>
        <translation>{node} 的 {quantity}</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>∇ output</source>
        <translation>∇ 输出</translation>
    </message>
    <message>
        <source>∇ of its {port}</source>
        <translation>{port} 的 ∇</translation>
    </message>
    <message>
        <source>whole ∇ {name}</source>
        <translation>总的 ∇ {name}</translation>
    </message>
    <message>
        <source>clipped ∇ {name}</source>
        <translation>裁剪后的 ∇ {name}</translation>
    </message>
    <message>
        <source>new {name}</source>
        <translation>新的 {name}</translation>
    </message>
    <message>
        <source>input gate</source>
        <translation>输入门</translation>
    </message>
    <message>
        <source>forget gate</source>
        <translation>遗忘门</translation>
    </message>
    <message>
        <source>cell gate</source>
        <translation>候选门</translation>
    </message>
    <message>
        <source>output gate</source>
        <translation>输出门</translation>
    </message>
    <message>
        <source>reset gate</source>
        <translation>重置门</translation>
    </message>
    <message>
        <source>update gate</source>
        <translation>更新门</translation>
    </message>
    <message>
        <source>new gate</source>
        <translation>候选状态</translation>
    </message>
    <message>
        <source>state&apos;s share of the new gate</source>
        <translation>状态在候选状态中的部分</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>和</translation>
    </message>
    <message>
        <source>cell</source>
        <translation>记忆单元</translation>
    </message>
    <message>
        <source>state</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>state before projection</source>
        <translation>投影前的状态</translation>
    </message>
    <message>
        <source>projected query</source>
        <translation>投影后的查询</translation>
    </message>
    <message>
        <source>projected key</source>
        <translation>投影后的键</translation>
    </message>
    <message>
        <source>projected value</source>
        <translation>投影后的值</translation>
    </message>
    <message>
        <source>score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>dropout</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>head</source>
        <translation>注意力头</translation>
    </message>
    <message>
        <source>attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>first sum</source>
        <translation>第一个和</translation>
    </message>
    <message>
        <source>second sum</source>
        <translation>第二个和</translation>
    </message>
    <message>
        <source>first normalized</source>
        <translation>第一次归一化</translation>
    </message>
    <message>
        <source>second normalized</source>
        <translation>第二次归一化</translation>
    </message>
    <message>
        <source>first linear</source>
        <translation>第一个线性层</translation>
    </message>
    <message>
        <source>hidden unit</source>
        <translation>隐藏单元</translation>
    </message>
    <message>
        <source>second linear</source>
        <translation>第二个线性层</translation>
    </message>
    <message>
        <source>dropout of attention</source>
        <translation>注意力的丢弃</translation>
    </message>
    <message>
        <source>dropout of hidden units</source>
        <translation>隐藏单元的丢弃</translation>
    </message>
    <message>
        <source>dropout at the end</source>
        <translation>末尾的丢弃</translation>
    </message>
    <message>
        <source>inner {name}</source>
        <translation>内部的 {name}</translation>
    </message>
    <message>
        <source>sum of the {gate}</source>
        <translation>{gate} 的和</translation>
    </message>
    <message>
        <source>{name} (layer {layer}, backward)</source>
        <translation>{name}（第 {layer} 层，反向）</translation>
    </message>
    <message>
        <source>{name} (layer {layer})</source>
        <translation>{name}（第 {layer} 层）</translation>
    </message>
    <message>
        <source>expected numbers in brackets, as in [0.5, 1]</source>
        <translation>应为方括号中的数，例如 [0.5, 1]</translation>
    </message>
    <message>
        <source>expected numbers, as many in each row</source>
        <translation>应为数，且每行个数相同</translation>
    </message>
    <message>
        <source>expected at least one sample</source>
        <translation>至少需要一个样本</translation>
    </message>
    <message>
        <source>expected shape {expected}, got {received}</source>
        <translation>形状应为 {expected}，实际为 {received}</translation>
    </message>
    <message>
        <source>expected whole numbers from {lowest} to {highest}</source>
        <translation>应为 {lowest} 到 {highest} 的整数</translation>
    </message>
</context>
<context>
    <name>StageBar</name>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>One moment back (Left)</source>
        <translation>后退一个时刻（左方向键）</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Play or pause (Space)</source>
        <translation>播放或暂停（空格键）</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>前进</translation>
    </message>
    <message>
        <source>One moment on (Right)</source>
        <translation>前进一个时刻（右方向键）</translation>
    </message>
    <message>
        <source>Choose the sample or the batch that is stepped through</source>
        <translation>选择要逐步查看的样本或批次</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Predict first</source>
        <translation>先预测</translation>
    </message>
    <message>
        <source>Cover the numbers of each next moment until R uncovers them (C)</source>
        <translation>遮住下一时刻的数值，按 R 揭晓（C）</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>{heading}: {sentence}</source>
        <translation>{heading}：{sentence}</translation>
    </message>
</context>
<context>
    <name>StageDisplay</name>
    <message>
        <source>Stop the training first: both networks need the processor.</source>
        <translation>请先停止训练：两个网络都需要使用处理器。</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>正在对比…</translation>
    </message>
</context>
<context>
    <name>StageLegend</name>
    <message>
        <source>values, forward</source>
        <translation>值，前向</translation>
    </message>
    <message>
        <source>gradients, backward</source>
        <translation>梯度，反向</translation>
    </message>
    <message>
        <source>negative</source>
        <translation>负</translation>
    </message>
    <message>
        <source>positive</source>
        <translation>正</translation>
    </message>
</context>
<context>
    <name>Stages</name>
    <message>
        <source>The gradient of the loss that is minimized, before clipping.</source>
        <translation>所最小化的损失的梯度，裁剪之前。</translation>
    </message>
    <message>
        <source>Clipping by value: the gradient is held between the limit and its negative.</source>
        <translation>按值裁剪：将梯度限制在上限与其相反数之间。</translation>
    </message>
    <message>
        <source>Clipping by norm: where the gradient of all weights together is too long, all of it is shortened.</source>
        <translation>按范数裁剪：所有权重的梯度合在一起过长时，整体缩短。</translation>
    </message>
    <message>
        <source>The sign is turned, to climb instead of descend.</source>
        <translation>反转符号，以便上升而不是下降。</translation>
    </message>
    <message>
        <source>Weight decay adds a part of the weight to its gradient, which draws it towards zero.</source>
        <translation>权重衰减将权重的一部分加到其梯度上，把权重拉向零。</translation>
    </message>
    <message>
        <source>Decoupled weight decay shrinks the weight itself, apart from the gradient.</source>
        <translation>解耦的权重衰减缩小权重本身，与梯度分开。</translation>
    </message>
    <message>
        <source>Momentum begins as the gradient of the first step.</source>
        <translation>动量从第一步的梯度开始。</translation>
    </message>
    <message>
        <source>Momentum: a part of the last direction goes on, and the gradient is added.</source>
        <translation>动量：上一方向的一部分继续保持，再加上梯度。</translation>
    </message>
    <message>
        <source>Nesterov momentum looks ahead along the direction.</source>
        <translation>Nesterov 动量沿方向前瞻。</translation>
    </message>
    <message>
        <source>The running mean of the gradient.</source>
        <translation>梯度的滑动平均。</translation>
    </message>
    <message>
        <source>The running mean of the squared gradient.</source>
        <translation>梯度平方的滑动平均。</translation>
    </message>
    <message>
        <source>AMSGrad keeps the largest mean square so far, so that steps never grow again.</source>
        <translation>AMSGrad 保留迄今最大的均方，使步长不再增大。</translation>
    </message>
    <message>
        <source>Bias correction: the mean began at zero, and is raised for it in early steps.</source>
        <translation>偏差校正：平均值从零开始，因此在最初几步予以提高。</translation>
    </message>
    <message>
        <source>Bias correction of the mean square.</source>
        <translation>均方的偏差校正。</translation>
    </message>
    <message>
        <source>The running mean of the gradient, to tell its spread from its size.</source>
        <translation>梯度的滑动平均，用以区分其离散程度与大小。</translation>
    </message>
    <message>
        <source>The mean square without the square of the mean: the spread of the gradient.</source>
        <translation>均方减去平均值的平方：梯度的离散程度。</translation>
    </message>
    <message>
        <source>Momentum: a part of the last direction goes on, and the scaled gradient is added.</source>
        <translation>动量：上一方向的一部分继续保持，再加上缩放后的梯度。</translation>
    </message>
    <message>
        <source>The sum of all squared gradients so far.</source>
        <translation>迄今所有梯度平方之和。</translation>
    </message>
    <message>
        <source>The learning rate of this step, which falls with the number of steps.</source>
        <translation>这一步的学习率，随步数下降。</translation>
    </message>
    <message>
        <source>The step that follows: against the direction, as far as the learning rate says.</source>
        <translation>随后的一步：逆着方向，按学习率决定走多远。</translation>
    </message>
    <message>
        <source>The weight after the update.</source>
        <translation>更新后的权重。</translation>
    </message>
    <message>
        <source>The weight after the update; the stages of this optimizer are not told one by one.</source>
        <translation>更新后的权重；此优化器的各阶段不逐一说明。</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Show the list of problems</source>
        <translation>显示问题列表</translation>
    </message>
    <message>
        <source>loading the engine…</source>
        <translation>正在加载引擎…</translation>
    </message>
    <message>
        <source>checking…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>1 problem</source>
        <translation>1 个问题</translation>
    </message>
    <message>
        <source>{count} problems</source>
        <translation>{count} 个问题</translation>
    </message>
    <message>
        <source>1 warning</source>
        <translation>1 个警告</translation>
    </message>
    <message>
        <source>{count} warnings</source>
        <translation>{count} 个警告</translation>
    </message>
    <message>
        <source>no problems</source>
        <translation>没有问题</translation>
    </message>
    <message>
        <source>{count} nodes</source>
        <translation>{count} 个节点</translation>
    </message>
    <message>
        <source>{count} parameters</source>
        <translation>{count} 个参数</translation>
    </message>
    <message>
        <source>batch loss</source>
        <translation>批次损失</translation>
    </message>
</context>
<context>
    <name>TakeAlong</name>
    <message>
        <source>The film is in {path}</source>
        <translation>影片已保存到 {path}</translation>
    </message>
    <message>
        <source>The film was given up</source>
        <translation>已放弃制作影片</translation>
    </message>
    <message>
        <source>The figure could not be written</source>
        <translation>无法写出图片</translation>
    </message>
    <message>
        <source>The figure is in {path}</source>
        <translation>图片已保存到 {path}</translation>
    </message>
    <message>
        <source>There is no step on the stage to make a film of</source>
        <translation>舞台上没有可制成影片的步骤</translation>
    </message>
    <message>
        <source>Making the film: {percent} %</source>
        <translation>正在制作影片：{percent} %</translation>
    </message>
    <message>
        <source>The film could not be made</source>
        <translation>无法制作影片</translation>
    </message>
</context>
<context>
    <name>Telling</name>
    <message>
        <source>The engine could not be loaded.</source>
        <translation>无法加载引擎。</translation>
    </message>
    <message>
        <source>Unsaved changes are not safe: {problem}</source>
        <translation>未保存的更改没有保障：{problem}</translation>
    </message>
    <message>
        <source>Stop the comparison first: it needs the processor.</source>
        <translation>请先停止对比：它需要使用处理器。</translation>
    </message>
</context>
<context>
    <name>Theatre</name>
    <message>
        <source>what will {node} show?</source>
        <translation>{node} 会显示什么？</translation>
    </message>
    <message>
        <source>Typed sample</source>
        <translation>手动输入的样本</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Sample {index} of {part}</source>
        <translation>{part}集的样本 {index}</translation>
    </message>
    <message>
        <source>Batch {index} to {last} of {part}, sample {shown} shown</source>
        <translation>{part}集的批次 {index} 到 {last}，显示样本 {shown}</translation>
    </message>
    <message>
        <source>Taking a step apart…</source>
        <translation>正在拆解一步…</translation>
    </message>
    <message>
        <source>There is no step to play</source>
        <translation>没有可播放的步骤</translation>
    </message>
    <message>
        <source>R uncovers the numbers · C stops covering · space plays · ← → one moment · ↑ ↓ phases</source>
        <translation>R 揭晓数值 · C 停止遮盖 · 空格播放 · ← → 一个时刻 · ↑ ↓ 阶段</translation>
    </message>
    <message>
        <source>space plays · ← → one moment · ↑ ↓ phases · Home, End · C covers what comes</source>
        <translation>空格播放 · ← → 一个时刻 · ↑ ↓ 阶段 · Home、End · C 遮住后续数值</translation>
    </message>
</context>
<context>
    <name>TieRow</name>
    <message>
        <source>What {name} is tied to</source>
        <translation>{name} 的绑定对象</translation>
    </message>
    <message>
        <source>One tensor for both: its gradients add up, and it is updated and saved once.</source>
        <translation>两者共用一个张量：梯度相加，只更新和保存一次。</translation>
    </message>
    <message>
        <source>own</source>
        <translation>独立</translation>
    </message>
</context>
<context>
    <name>TieRows</name>
    <message>
        <source>The same as another parameter</source>
        <translation>与另一参数相同</translation>
    </message>
</context>
<context>
    <name>TrainingPanel</name>
    <message>
        <source>Step</source>
        <translation>单步</translation>
    </message>
    <message>
        <source>Makes one update of the weights, then pauses</source>
        <translation>更新一次权重，然后暂停</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Ends the training and keeps the weights</source>
        <translation>结束训练并保留权重</translation>
    </message>
    <message>
        <source>Change the training settings</source>
        <translation>修改训练设置</translation>
    </message>
    <message>
        <source>Reset the weights: the training starts from the seed again</source>
        <translation>重置权重：训练重新从随机种子开始</translation>
    </message>
    <message>
        <source>Reset the weights</source>
        <translation>重置权重</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>Waiting for the engine</source>
        <translation>正在等待引擎</translation>
    </message>
    <message>
        <source>Loading the data</source>
        <translation>正在加载数据</translation>
    </message>
    <message>
        <source>Not trained yet</source>
        <translation>尚未训练</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>Stopping when the step has ended</source>
        <translation>这一步结束后停止</translation>
    </message>
    <message>
        <source>Epoch {epoch} of {epochs}</source>
        <translation>第 {epoch} 轮，共 {epochs} 轮</translation>
    </message>
    <message>
        <source>{epoch}, paused</source>
        <translation>{epoch}，已暂停</translation>
    </message>
    <message>
        <source>Trained for {steps} steps</source>
        <translation>已训练 {steps} 步</translation>
    </message>
    <message>
        <source>batch {batch} of {batches}</source>
        <translation>批次 {batch} / {batches}</translation>
    </message>
    <message>
        <source>{count} samples/s</source>
        <translation>{count} 样本/秒</translation>
    </message>
    <message>
        <source>looking costs {share}</source>
        <translation>观测占用 {share}</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Failed at step {step}</source>
        <translation>在第 {step} 步失败</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>batch {size}</source>
        <translation>批大小 {size}</translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>种子 {seed}</translation>
    </message>
</context>
<context>
    <name>Transforms</name>
    <message>
        <source>Shifts and scales to mean 0 and standard deviation 1, both measured on the training part.</source>
        <translation>平移并缩放到均值 0、标准差 1，两者均在训练集上测得。</translation>
    </message>
    <message>
        <source>Stretches the range of the training part to the range from `low` to `high`.</source>
        <translation>将训练集的范围拉伸到从 `low` 到 `high` 的范围。</translation>
    </message>
    <message>
        <source>Subtracts a given mean and divides by a given standard deviation, one for all or one for each channel.</source>
        <translation>减去给定的均值，除以给定的标准差，全体共用或每个通道各一个。</translation>
    </message>
    <message>
        <source>Lays the numbers of each sample out in one row.</source>
        <translation>将每个样本的数排成一行。</translation>
    </message>
    <message>
        <source>Replaces a class number by a row of zeros with a one at that place.</source>
        <translation>将类别编号替换为一行零，仅在其位置上为一。</translation>
    </message>
</context>
<context>
    <name>TransformsForm</name>
    <message>
        <source>Add a transform</source>
        <translation>添加变换</translation>
    </message>
</context>
<context>
    <name>TrustBar</name>
    <message>
        <source>Show the code</source>
        <translation>显示代码</translation>
    </message>
    <message>
        <source>Trust it</source>
        <translation>信任它</translation>
    </message>
    <message>
        <source>This file contains code: {names}. Nothing of it runs until you trust it.</source>
        <translation>此文件含有代码：{names}。在信任它之前，其中的任何代码都不会运行。</translation>
    </message>
</context>
<context>
    <name>UpdatePanel</name>
    <message>
        <source>Select a layer with weights, or click on one of its numbers: the stages from its gradient to its change appear here.</source>
        <translation>选择一个带权重的层，或点击其中一个数：从梯度到变化量的各个阶段会显示在这里。</translation>
    </message>
    <message>
        <source>{name} of {node}</source>
        <translation>{node} 的 {name}</translation>
    </message>
    <message>
        <source>No optimizer has it: it stays as it is.</source>
        <translation>没有优化器管理它：保持不变。</translation>
    </message>
    <message>
        <source>{optimizer} left it as it is, for no gradient reached it.</source>
        <translation>{optimizer} 未改变它，因为没有梯度到达。</translation>
    </message>
    <message>
        <source>{optimizer} changed it by {change} (L2 norm), {ratio} of its weights.</source>
        <translation>{optimizer} 使它变化了 {change}（L2 范数），为其权重的 {ratio}。</translation>
    </message>
    <message>
        <source>{optimizer} changed it from {before} to {after}, by {change}.</source>
        <translation>{optimizer} 将它从 {before} 变为 {after}，变化了 {change}。</translation>
    </message>
</context>
<context>
    <name>WhyCard</name>
    <message>
        <source>The number before</source>
        <translation>上一个数</translation>
    </message>
    <message>
        <source>Copy LaTeX</source>
        <translation>复制 LaTeX</translation>
    </message>
    <message>
        <source>Copy the formula and its numbers as LaTeX</source>
        <translation>将公式及其数值复制为 LaTeX</translation>
    </message>
    <message>
        <source>Close (Escape)</source>
        <translation>关闭（Esc）</translation>
    </message>
    <message>
        <source>Check by finite difference</source>
        <translation>用有限差分检验</translation>
    </message>
    <message>
        <source>Why is {number} equal to {value}?</source>
        <translation>为什么 {number} 等于 {value}？</translation>
    </message>
    <message>
        <source>comparing…</source>
        <translation>正在比较…</translation>
    </message>
    <message>
        <source>There is no gradient to compare.</source>
        <translation>没有可比较的梯度。</translation>
    </message>
    <message>
        <source>and {count} more, together {value}</source>
        <translation>以及另外 {count} 项，合计 {value}</translation>
    </message>
    <message>
        <source>The local derivatives are rows of the Jacobian that autograd computed.</source>
        <translation>局部导数是自动微分算出的雅可比矩阵的行。</translation>
    </message>
    <message>
        <source>Where did {place} come from?</source>
        <translation>{place} 从何而来？</translation>
    </message>
</context>
<context>
    <name>Windows</name>
    <message>
        <source>Another window could not be opened: {reason}</source>
        <translation>无法打开另一个窗口：{reason}</translation>
    </message>
    <message>
        <source>{name} is open in another window, too: the one that saves last is kept</source>
        <translation>{name} 也在另一个窗口中打开：以最后保存的为准</translation>
    </message>
</context>
<context>
    <name>WritingField</name>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Write a comment</source>
        <translation>写注释</translation>
    </message>
</context>
<context>
    <name>_Card</name>
    <message>
        <source>Remove this transform</source>
        <translation>移除此变换</translation>
    </message>
</context>
<context>
    <name>_ClipForm</name>
    <message>
        <source>How the gradient is held back before the weights follow it.</source>
        <translation>在权重随梯度更新之前，如何限制梯度。</translation>
    </message>
    <message>
        <source>Clip by</source>
        <translation>裁剪方式</translation>
    </message>
</context>
</TS>
